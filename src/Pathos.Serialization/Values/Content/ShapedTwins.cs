using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Collections whose inner shape depends on how they came about: the same items, put in at once.</summary>
internal abstract class ShapedTwin : ContentTwin
{
    protected sealed override bool IsUsable => true;
}

internal sealed class ImmutableListTwin<T>(Type holder) : ShapedTwin
{
    public override object Of(object value) => value.GetType() == holder ? ImmutableList.CreateRange([.. (ImmutableList<T>)value]) : value;
}

internal sealed class ImmutableListBuilderTwin<T>(Type holder) : ShapedTwin
{
    public override object Of(object value) =>
        value.GetType() == holder ? ImmutableList.CreateRange([.. (ImmutableList<T>.Builder)value]).ToBuilder() : value;
}

internal sealed class ImmutableQueueTwin<T>(Type holder) : ShapedTwin
{
    public override object Of(object value) => value.GetType() == holder ? ImmutableQueue.CreateRange([.. (ImmutableQueue<T>)value]) : value;
}

internal sealed class BitTwin(Type holder) : ShapedTwin
{
    public override object Of(object value)
    {
        if (value.GetType() != holder)
        {
            return value;
        }

        BitArray bits = (BitArray)value;
        bool[] each = new bool[bits.Length];
        bits.CopyTo(each, 0);
        return new BitArray(each);
    }
}

internal sealed class PlainSortedListTwin(Type holder) : ContentTwin
{
    private readonly FieldInfo? _keys = FieldOf(holder, "keys");
    private readonly FieldInfo? _values = FieldOf(holder, "values");

    protected override bool IsUsable => _keys is not null && _values is not null;

    public override object Of(object value)
    {
        if (!HoldsItems(value, typeof(SortedList)))
        {
            return value;
        }

        object twin = Clone(value);
        int count = ((SortedList)twin).Count;
        _keys!.SetValue(twin, Cut((Array)_keys.GetValue(twin)!, count));
        _values!.SetValue(twin, Cut((Array)_values.GetValue(twin)!, count));
        return twin;
    }
}
