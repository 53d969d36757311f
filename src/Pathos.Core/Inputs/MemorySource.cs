namespace Pathos;

/// <summary>An input that lies in memory already: pieces are slices of it, and nothing is copied.</summary>
internal sealed class MemorySource<T>(ReadOnlyMemory<T> items) : ItemSource<T>
{
    private int _position;

    public override long? Count => items.Length;

    public override ReadOnlyMemory<T> Pull(int most, out PullState state)
    {
        int count = Math.Min(most, items.Length - _position);
        ReadOnlyMemory<T> piece = items.Slice(_position, count);
        _position += count;
        state = _position < items.Length ? PullState.More : PullState.Ended;
        return piece;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
