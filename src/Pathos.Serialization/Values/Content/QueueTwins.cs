using System.Collections;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Queues, which keep their items in a ring: the twin's begins at the start of its array.</summary>
internal abstract class RingTwin(Type holder) : ContentTwin
{
    private readonly FieldInfo? _array = FieldOf(holder, "_array");
    private readonly FieldInfo? _head = FieldOf(holder, "_head");
    private readonly FieldInfo? _tail = FieldOf(holder, "_tail");

    protected override bool IsUsable => _array is not null && _head is not null && _tail is not null;

    public sealed override object Of(object value)
    {
        if (IsExact ? !HoldsItems(value) : SpareOf(value) <= FewPlaces)
        {
            return value;
        }

        // The copy first: another thread may be changing the queue, and array and count must fit each other.
        object twin = Clone(value);
        Array ring = ItemsOf(twin);
        int count = CountOf(twin);
        int head = (int)_head!.GetValue(twin)!;
        int beforeEnd = Math.Min(count, ring.Length - head);
        Array kept = Cut(ring, 0);
        if (count > kept.Length)
        {
            kept = Array.CreateInstance(ring.GetType().GetElementType()!, count);
        }

        Array.Copy(ring, head, kept, 0, beforeEnd);
        Array.Copy(ring, 0, kept, beforeEnd, count - beforeEnd);
        _array!.SetValue(twin, kept);
        _head.SetValue(twin, 0);
        _tail!.SetValue(twin, count == kept.Length ? 0 : count);
        return twin;
    }

    /// <summary>Tells whether the items are the queue's own.</summary>
    protected virtual bool HoldsItems(object queue) => true;

    /// <summary>Gets how many places hold no item.</summary>
    protected abstract int SpareOf(object queue);

    protected abstract int CountOf(object queue);

    protected Array ItemsOf(object queue) => (Array)_array!.GetValue(queue)!;
}

internal sealed class QueueTwin<T>(Type holder) : RingTwin(holder)
{
    protected override int SpareOf(object queue) => ((Queue<T>)queue).Capacity - ((Queue<T>)queue).Count;

    protected override int CountOf(object queue) => ((Queue<T>)queue).Count;
}

internal sealed class PlainQueueTwin(Type holder) : RingTwin(holder)
{
    protected override bool HoldsItems(object queue) => HoldsItems(queue, typeof(Queue));

    // A wrapper of another queue answers for that one, and has no items of its own.
    protected override int SpareOf(object queue) => queue.GetType() == typeof(Queue) ? ItemsOf(queue).Length - CountOf(queue) : 0;

    protected override int CountOf(object queue) => ((Queue)queue).Count;
}
