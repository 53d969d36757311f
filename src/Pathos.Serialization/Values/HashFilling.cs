namespace Pathos.Serialization;

/// <summary>A container that hashes.</summary>
internal abstract class HashFilling<TKey>(TKey[] keys, IEqualityComparer<TKey>? comparer) : KeyFilling<TKey>(keys, comparer)
{
    protected abstract int Count { get; }

    protected abstract bool Contains(TKey key);

    /// <summary>One that holds fewer took two keys for the same. A key that does not equal itself is found nowhere.</summary>
    protected override bool IsInOrder()
    {
        IEqualityComparer<TKey> equality = comparer ?? EqualityComparer<TKey>.Default;
        return Count == Keys.Length && Array.TrueForAll(Keys, key => Contains(key) || !equality.Equals(key, key));
    }
}

internal sealed class DictionaryFilling<TKey, TValue>(
    Dictionary<TKey, TValue> map, TKey[] keys, TValue[] values, IEqualityComparer<TKey>? comparer)
    : HashFilling<TKey>(keys, comparer)
    where TKey : notnull
{
    protected override int Count => map.Count;

    protected override bool Contains(TKey key) => map.ContainsKey(key);

    protected override void FillAgain()
    {
        map.Clear();
        map.EnsureCapacity(Keys.Length);
        for (int i = 0; i < Keys.Length; i++)
        {
            map.Add(Keys[i], values[i]);
        }
    }
}

internal sealed class HashSetFilling<T>(HashSet<T> set, T[] items, IEqualityComparer<T>? comparer) : HashFilling<T>(items, comparer)
{
    protected override int Count => set.Count;

    protected override bool Contains(T key) => set.Contains(key);

    protected override void FillAgain()
    {
        set.Clear();
        set.UnionWith(Keys);
    }
}

/// <summary>A container that hashes, of a kind that is less common.</summary>
/// <param name="keys">What it hashes.</param>
/// <param name="comparer">Its comparer; null for the default one.</param>
/// <param name="fill">Empties it and puts the items in.</param>
/// <param name="count">How many it holds.</param>
/// <param name="contains">Whether it finds a key.</param>
internal sealed class OtherHashFilling<TKey>(
    TKey[] keys, IEqualityComparer<TKey>? comparer, Action fill, Func<int> count, Func<TKey, bool> contains)
    : HashFilling<TKey>(keys, comparer)
{
    protected override int Count => count();

    protected override bool Contains(TKey key) => contains(key);

    protected override void FillAgain() => fill();
}
