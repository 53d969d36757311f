using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A set or bag as its comparer and items, put together again by the reader.</summary>
internal abstract class SetReducer<TSet, T> : Reducer
    where TSet : class, IEnumerable<T>
{
    public override bool IsInert => true;

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
        writer.WriteKeys(items.ToArray(), static i => string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    public override object Read(Type type, GraphReader reader)
    {
        object? comparer = reader.ReadComparer<object>();
        return Build(comparer, reader.ReadKeys<T>());
    }

    protected virtual object? ComparerOf(TSet set) => null;

    protected abstract TSet Build(object? comparer, T[] items);
}

internal sealed class SortedSetReducer<T> : SetReducer<SortedSet<T>, T>
{
    protected override object? ComparerOf(SortedSet<T> set) => set.Comparer;

    protected override SortedSet<T> Build(object? comparer, T[] items) => new(items, (IComparer<T>?)comparer);
}

internal sealed class FrozenSetReducer<T> : SetReducer<FrozenSet<T>, T>
{
    protected override object? ComparerOf(FrozenSet<T> set) => set.Comparer;

    protected override FrozenSet<T> Build(object? comparer, T[] items) => items.ToFrozenSet((IEqualityComparer<T>?)comparer);
}

internal sealed class ImmutableHashSetReducer<T> : SetReducer<ImmutableHashSet<T>, T>
{
    protected override object? ComparerOf(ImmutableHashSet<T> set) => set.KeyComparer;

    protected override ImmutableHashSet<T> Build(object? comparer, T[] items) => ImmutableHashSet.Create((IEqualityComparer<T>?)comparer, items);
}

internal sealed class ImmutableSortedSetReducer<T> : SetReducer<ImmutableSortedSet<T>, T>
{
    protected override object? ComparerOf(ImmutableSortedSet<T> set) => set.KeyComparer;

    protected override ImmutableSortedSet<T> Build(object? comparer, T[] items) => ImmutableSortedSet.Create((IComparer<T>?)comparer, items);
}

internal sealed class ConcurrentBagReducer<T> : SetReducer<ConcurrentBag<T>, T>
{
    // It gives out first what came last.
    protected override ConcurrentBag<T> Build(object? comparer, T[] items) => new(Enumerable.Reverse(items));
}

internal sealed class ConcurrentQueueReducer<T> : SetReducer<ConcurrentQueue<T>, T>
{
    protected override ConcurrentQueue<T> Build(object? comparer, T[] items) => new(items);
}

/// <summary>A lookup as its groups. Its comparer is private to it; without the field, keys compare by default.</summary>
internal sealed class LookupReducer<TKey, TElement> : Reducer
{
    private static readonly FieldInfo? s_comparer = typeof(Lookup<TKey, TElement>).GetField("_comparer", BindingFlags.Instance | BindingFlags.NonPublic);

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(ILookup<TKey, TElement>).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(Lookup<TKey, TElement>);

    public override void Write(object value, GraphWriter writer)
    {
        List<TKey> keys = [];
        List<TElement[]> groups = [];
        foreach (IGrouping<TKey, TElement> group in (ILookup<TKey, TElement>)value)
        {
            keys.Add(group.Key);
            groups.Add([.. group]);
        }

        writer.WriteComparer(s_comparer?.GetValue(value));
        writer.WriteKeys(keys.ToArray());
        writer.WriteParts(groups.ToArray(), i => KeyPath.Of(keys[i]));
    }

    public override object Read(Type type, GraphReader reader)
    {
        IEqualityComparer<TKey>? comparer = reader.ReadComparer<IEqualityComparer<TKey>>();
        TKey[] keys = reader.ReadKeys<TKey>();
        TElement[][] groups = reader.ReadObject<TElement[][]>();
        List<KeyValuePair<TKey, TElement>> pairs = [];
        for (int i = 0; i < Math.Min(keys.Length, groups.Length); i++)
        {
            foreach (TElement element in groups[i])
            {
                pairs.Add(new KeyValuePair<TKey, TElement>(keys[i], element));
            }
        }

        return pairs.ToLookup(static p => p.Key, static p => p.Value, comparer);
    }
}
