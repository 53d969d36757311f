namespace Pathos.Serialization;

/// <summary>An announced object whose content is still to come.</summary>
internal readonly record struct PendingObject(object Value, TypePlan Plan, PathNode? At);

/// <summary>Announced objects, first in first out. A ring of our own: the framework's queue of a struct would be
/// compiled in every cold process.</summary>
internal sealed class PendingQueue
{
    private const int Kept = 1024;

    private PendingObject[] _items = new PendingObject[4];
    private int _head;
    private int _count;

    public void Enqueue(in PendingObject item)
    {
        if (_count == _items.Length)
        {
            Grow();
        }

        _items[(_head + _count) & (_items.Length - 1)] = item;
        _count++;
    }

    public bool TryDequeue(out PendingObject item)
    {
        if (_count == 0)
        {
            item = default;
            return false;
        }

        item = _items[_head];
        _items[_head] = default;
        _head = (_head + 1) & (_items.Length - 1);
        _count--;
        return true;
    }

    public void Clear()
    {
        if (_items.Length > Kept)
        {
            _items = new PendingObject[4];
        }
        else if (_count > 0)
        {
            Array.Clear(_items);
        }

        _head = 0;
        _count = 0;
    }

    private void Grow()
    {
        PendingObject[] larger = new PendingObject[_items.Length * 2];
        int tail = _items.Length - _head;
        Array.Copy(_items, _head, larger, 0, tail);
        Array.Copy(_items, 0, larger, tail, _head);
        _items = larger;
        _head = 0;
    }
}
