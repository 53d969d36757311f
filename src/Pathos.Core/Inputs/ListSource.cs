using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>A list: pieces are copied out in blocks instead of item by item.</summary>
internal sealed class ListSource<T> : ItemSource<T>
{
    private readonly List<T> _items;
    private readonly ChangeWatch _watch;
    private int _position;
    private bool _hasEnded;

    public ListSource(List<T> items)
    {
        _items = items;
        _watch = new ChangeWatch(items.GetEnumerator());
        Count = items.Count;
    }

    public override long? Count { get; }

    public override ReadOnlyMemory<T> Pull(int most, out PullState state)
    {
        T[] piece = [];
        try
        {
            _watch.ThrowIfChanged();
            int count = _hasEnded ? 0 : Math.Min(most, _items.Count - _position);
            piece = new T[count];
            _items.CopyTo(_position, piece, 0, count);
            _position += count;
            _hasEnded |= _position == _items.Count;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // An argument is out of range when the list was changed by another thread between two lines.
            Fail(error);
            piece = [];
            _hasEnded = true;
        }

        state = _hasEnded ? PullState.Ended : PullState.More;
        return piece;
    }

    public override void CheckUnchanged()
    {
        if (Failure is null)
        {
            _watch.ThrowIfChanged();
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Fail(Exception error) => Failure ??= ExceptionDispatchInfo.Capture(error);
}
