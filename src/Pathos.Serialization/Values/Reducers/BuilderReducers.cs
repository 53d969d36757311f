using System.Collections.Immutable;

namespace Pathos.Serialization;

// Builders of immutable collections that hash or sort. They can be changed, so they exist empty and are filled last, as other containers
// are. The builders of lists and arrays look at nothing they hold, and travel by their fields.
internal sealed class ImmutableDictionaryBuilderReducer<TKey, TValue> : MapReducer<ImmutableDictionary<TKey, TValue>.Builder, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "builder: comparer and entries";

    protected override object? ComparerOf(ImmutableDictionary<TKey, TValue>.Builder map) => map.KeyComparer;

    protected override ImmutableDictionary<TKey, TValue>.Builder Create(object? comparer, int count) =>
        ImmutableDictionary.CreateBuilder<TKey, TValue>((IEqualityComparer<TKey>?)comparer);
}

internal sealed class ImmutableSortedDictionaryBuilderReducer<TKey, TValue>
    : MapReducer<ImmutableSortedDictionary<TKey, TValue>.Builder, TKey, TValue>
    where TKey : notnull
{
    public override string RuleName => "builder: comparer and entries";

    protected override bool Sorts => true;

    protected override object? ComparerOf(ImmutableSortedDictionary<TKey, TValue>.Builder map) => map.KeyComparer;

    protected override ImmutableSortedDictionary<TKey, TValue>.Builder Create(object? comparer, int count) =>
        ImmutableSortedDictionary.CreateBuilder<TKey, TValue>((IComparer<TKey>?)comparer);
}

internal sealed class ImmutableHashSetBuilderReducer<T> : SetReducer<ImmutableHashSet<T>.Builder, T>
{
    public override string RuleName => "builder: comparer and items";

    protected override object? ComparerOf(ImmutableHashSet<T>.Builder set) => set.KeyComparer;

    protected override ImmutableHashSet<T>.Builder Create(object? comparer, int count) =>
        ImmutableHashSet.CreateBuilder((IEqualityComparer<T>?)comparer);

    protected override void Fill(ImmutableHashSet<T>.Builder set, object? comparer, T[] items)
    {
        set.Clear();
        set.UnionWith(items);
    }
}

internal sealed class ImmutableSortedSetBuilderReducer<T> : SetReducer<ImmutableSortedSet<T>.Builder, T>
{
    public override string RuleName => "builder: comparer and items";

    protected override bool Sorts => true;

    protected override object? ComparerOf(ImmutableSortedSet<T>.Builder set) => set.KeyComparer;

    protected override ImmutableSortedSet<T>.Builder Create(object? comparer, int count) =>
        ImmutableSortedSet.CreateBuilder((IComparer<T>?)comparer);

    protected override void Fill(ImmutableSortedSet<T>.Builder set, object? comparer, T[] items)
    {
        set.Clear();
        set.UnionWith(items);
    }
}
