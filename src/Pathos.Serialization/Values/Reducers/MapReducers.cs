using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pathos.Serialization;

internal sealed class SortedDictionaryReducer<TKey, TValue> : MapReducer<SortedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "sorted dictionary: comparer and entries";

    protected override bool Sorts => true;

    protected override object? ComparerOf(SortedDictionary<TKey, TValue> map) => map.Comparer;

    protected override SortedDictionary<TKey, TValue> Create(object? comparer, int count) => new((IComparer<TKey>?)comparer);
}

internal sealed class SortedListReducer<TKey, TValue> : MapReducer<SortedList<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "sorted list: comparer and entries";

    protected override bool Sorts => true;

    protected override object? ComparerOf(SortedList<TKey, TValue> map) => map.Comparer;

    protected override SortedList<TKey, TValue> Create(object? comparer, int count) => new((IComparer<TKey>?)comparer);
}

internal sealed class OrderedDictionaryReducer<TKey, TValue> : MapReducer<OrderedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "ordered dictionary: comparer and entries";

    protected override object? ComparerOf(OrderedDictionary<TKey, TValue> map) => map.Comparer;

    protected override OrderedDictionary<TKey, TValue> Create(object? comparer, int count) => new((IEqualityComparer<TKey>?)comparer);
}

internal sealed class ConcurrentDictionaryReducer<TKey, TValue> : MapReducer<ConcurrentDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "concurrent dictionary: comparer and entries";

    protected override object? ComparerOf(ConcurrentDictionary<TKey, TValue> map) => map.Comparer;

    protected override ConcurrentDictionary<TKey, TValue> Create(object? comparer, int count) => new((IEqualityComparer<TKey>?)comparer);
}

internal sealed class ImmutableDictionaryReducer<TKey, TValue> : FixedMapReducer<ImmutableDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "immutable dictionary: comparer and entries";

    protected override object? ComparerOf(ImmutableDictionary<TKey, TValue> map) => map.KeyComparer;

    protected override ImmutableDictionary<TKey, TValue> Build(object? comparer, KeyValuePair<TKey, TValue>[] entries) =>
        ImmutableDictionary.CreateRange((IEqualityComparer<TKey>?)comparer, entries);
}

internal sealed class ImmutableSortedDictionaryReducer<TKey, TValue>
    : FixedMapReducer<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "immutable sorted dictionary: comparer and entries";

    protected override bool Sorts => true;

    protected override object? ComparerOf(ImmutableSortedDictionary<TKey, TValue> map) => map.KeyComparer;

    protected override ImmutableSortedDictionary<TKey, TValue> Build(object? comparer, KeyValuePair<TKey, TValue>[] entries) =>
        ImmutableSortedDictionary.CreateRange((IComparer<TKey>?)comparer, entries);
}
