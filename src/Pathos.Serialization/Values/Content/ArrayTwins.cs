using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Collections that keep their items at the start of an array.</summary>
internal abstract class ArrayTwin<TCollection>(Type holder, string array) : ContentTwin
    where TCollection : class
{
    private readonly FieldInfo? _array = FieldOf(holder, array);

    protected override bool IsUsable => _array is not null;

    public sealed override object Of(object value)
    {
        if (IsExact ? !HoldsItems((TCollection)value) : SpareOf((TCollection)value) <= FewPlaces)
        {
            return value;
        }

        // The copy first: another thread may be changing the collection, and array and count must fit each other.
        object twin = Clone(value);
        _array!.SetValue(twin, Cut((Array)_array.GetValue(twin)!, CountOf((TCollection)twin)));
        return twin;
    }

    /// <summary>Tells whether the items are the collection's own.</summary>
    protected virtual bool HoldsItems(TCollection collection) => true;

    /// <summary>Gets how many places hold no item.</summary>
    protected abstract int SpareOf(TCollection collection);

    protected abstract int CountOf(TCollection collection);
}

internal sealed class ListTwin<T>(Type holder) : ArrayTwin<List<T>>(holder, "_items")
{
    protected override int SpareOf(List<T> collection) => collection.Capacity - collection.Count;

    protected override int CountOf(List<T> collection) => collection.Count;
}

internal sealed class StackTwin<T>(Type holder) : ArrayTwin<Stack<T>>(holder, "_array")
{
    protected override int SpareOf(Stack<T> collection) => collection.Capacity - collection.Count;

    protected override int CountOf(Stack<T> collection) => collection.Count;
}

internal sealed class PriorityQueueTwin<TElement, TPriority>(Type holder) : ArrayTwin<PriorityQueue<TElement, TPriority>>(holder, "_nodes")
{
    protected override int SpareOf(PriorityQueue<TElement, TPriority> collection) => collection.Capacity - collection.Count;

    protected override int CountOf(PriorityQueue<TElement, TPriority> collection) => collection.Count;
}

internal sealed class BufferWriterTwin<T>(Type holder) : ArrayTwin<ArrayBufferWriter<T>>(holder, "_buffer")
{
    protected override int SpareOf(ArrayBufferWriter<T> collection) => collection.FreeCapacity;

    protected override int CountOf(ArrayBufferWriter<T> collection) => collection.WrittenCount;
}

internal sealed class ImmutableArrayBuilderTwin<T>(Type holder) : ArrayTwin<ImmutableArray<T>.Builder>(holder, "_elements")
{
    protected override int SpareOf(ImmutableArray<T>.Builder collection) => collection.Capacity - collection.Count;

    protected override int CountOf(ImmutableArray<T>.Builder collection) => collection.Count;
}

internal sealed class ArrayListTwin(Type holder) : ArrayTwin<ArrayList>(holder, "_items")
{
    protected override bool HoldsItems(ArrayList collection) => HoldsItems(collection, typeof(ArrayList));

    // A wrapper of another list answers for that one, and has no items of its own.
    protected override int SpareOf(ArrayList collection) =>
        collection.GetType() == typeof(ArrayList) ? collection.Capacity - collection.Count : 0;

    protected override int CountOf(ArrayList collection) => collection.Count;
}

internal sealed class PlainStackTwin(Type holder) : ArrayTwin<Stack>(holder, "_array")
{
    private readonly FieldInfo? _array = FieldOf(holder, "_array");

    protected override bool HoldsItems(Stack collection) => HoldsItems(collection, typeof(Stack));

    protected override int SpareOf(Stack collection) =>
        collection.GetType() == typeof(Stack) ? ((Array)_array!.GetValue(collection)!).Length - collection.Count : 0;

    protected override int CountOf(Stack collection) => collection.Count;
}
