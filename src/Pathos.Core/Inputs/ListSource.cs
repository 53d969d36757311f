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
        Failure ??= _watch.FindChange();
        _hasEnded |= Failure is not null;
        try
        {
            int count = _hasEnded ? 0 : Math.Min(most, _items.Count - _position);
            piece = new T[count];
            _items.CopyTo(_position, piece, 0, count);
            _position += count;
            _hasEnded |= _position == _items.Count;
        }
        catch (ArgumentException error)
        {
            // The list was changed by another thread between two lines.
            Failure ??= ExceptionDispatchInfo.Capture(error);
            piece = [];
            _hasEnded = true;
        }

        state = _hasEnded ? PullState.Ended : PullState.More;
        return piece;
    }

    public override void CheckUnchanged() => Failure ??= _watch.FindChange();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
