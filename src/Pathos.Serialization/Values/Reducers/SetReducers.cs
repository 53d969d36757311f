using System.Collections.Immutable;
using System.Globalization;

namespace Pathos.Serialization;

/// <summary>A set or bag as its comparer and items, put together again by the reader.</summary>
internal abstract class SetReducer<TSet, T> : Reducer
    where TSet : class, ICollection<T>
{
    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    /// <summary>Gets whether it sorts its items. Otherwise it hashes them.</summary>
    protected virtual bool Sorts => false;

    public override bool Handles(Type type) => typeof(TSet).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(TSet);

    public override void Write(object value, GraphWriter writer)
    {
        TSet set = (TSet)value;
        object? comparer = ComparerOf(set);
        bool isDefault = ReferenceEquals(comparer, EqualityComparer<T>.Default) || ReferenceEquals(comparer, Comparer<T>.Default);
        writer.WriteComparer(isDefault ? null : comparer);
        List<T> items = [];
        items.AddRange(set);
        T[] parts = items.ToArray();
        writer.CheckKeys(parts);
        writer.WriteArray(parts, static i => string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    public override object Read(Type type, GraphReader reader)
    {
        object? comparer = reader.ReadComparer<object>();
        T[] items = reader.ReadArray<T>();
        TSet set = Create(comparer, items.Length);
        if (items.Length > 0)
        {
            void Fill() => this.Fill(set, comparer, items);
            reader.FillLast(Sorts
                ? new SortFilling<T>(items, (IComparer<T>?)comparer, Fill, () => set)
                : new OtherHashFilling<T>(items, (IEqualityComparer<T>?)comparer, Fill, () => set.Count, set.Contains));
        }

        return set;
    }

    protected virtual object? ComparerOf(TSet set) => null;

    /// <summary>Makes the set that will be filled; the complete one if that will have no items.</summary>
    protected abstract TSet Create(object? comparer, int count);

    /// <summary>Empties the set and puts the items in.</summary>
    protected abstract void Fill(TSet set, object? comparer, T[] items);
}

internal sealed class SortedSetReducer<T> : SetReducer<SortedSet<T>, T>
{
    public override string RuleName => "sorted set: comparer and items";

    protected override bool Sorts => true;

    protected override object? ComparerOf(SortedSet<T> set) => set.Comparer;

    protected override SortedSet<T> Create(object? comparer, int count) => new((IComparer<T>?)comparer);

    protected override void Fill(SortedSet<T> set, object? comparer, T[] items)
    {
        set.Clear();
        foreach (T item in items)
        {
            set.Add(item);
        }
    }
}

/// <summary>A set that cannot be changed. What refers to it gets a shell, which becomes the set when its items are complete.</summary>
internal abstract class FixedSetReducer<TSet, T> : SetReducer<TSet, T>
    where TSet : class, ICollection<T>
{
    protected sealed override TSet Create(object? comparer, int count) => count == 0 ? Build(comparer, []) : (TSet)Shell.New(typeof(TSet));

    protected sealed override void Fill(TSet set, object? comparer, T[] items) => Shell.TakeOver(set, Build(comparer, items));

    protected abstract TSet Build(object? comparer, T[] items);
}

internal sealed class ImmutableHashSetReducer<T> : FixedSetReducer<ImmutableHashSet<T>, T>
{
    public override string RuleName => "immutable set: comparer and items";

    protected override object? ComparerOf(ImmutableHashSet<T> set) => set.KeyComparer;

    protected override ImmutableHashSet<T> Build(object? comparer, T[] items) =>
        ImmutableHashSet.Create((IEqualityComparer<T>?)comparer, items);
}

internal sealed class ImmutableSortedSetReducer<T> : FixedSetReducer<ImmutableSortedSet<T>, T>
{
    public override string RuleName => "immutable sorted set: comparer and items";

    protected override bool Sorts => true;

    protected override object? ComparerOf(ImmutableSortedSet<T> set) => set.KeyComparer;

    protected override ImmutableSortedSet<T> Build(object? comparer, T[] items) =>
        ImmutableSortedSet.Create((IComparer<T>?)comparer, items);
}
