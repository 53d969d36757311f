namespace Pathos;

/// <summary>A list: pieces are copied out in blocks instead of item by item.</summary>
internal sealed class ListSource<T>(List<T> items) : ItemSource<T>
{
    private int _position;

    public override long? Count => items.Count;

    public override ReadOnlyMemory<T> Pull(int most, out PullState state)
    {
        int count = Math.Max(0, Math.Min(most, items.Count - _position));
        var piece = new T[count];
        items.CopyTo(_position, piece, 0, count);
        _position += count;
        state = _position < items.Count ? PullState.More : PullState.Ended;
        return piece;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
