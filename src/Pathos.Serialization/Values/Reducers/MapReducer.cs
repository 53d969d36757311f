using System.Globalization;

namespace Pathos.Serialization;

/// <summary>A map as its comparer, keys and values, put together again by the reader.</summary>
internal abstract class MapReducer<TMap, TKey, TValue> : Reducer
    where TMap : class, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    /// <summary>Gets whether it sorts its keys. Otherwise it hashes them.</summary>
    protected virtual bool Sorts => false;

    public override bool Handles(Type type) => type == typeof(TMap);

    public override void Write(object value, GraphWriter writer)
    {
        TMap map = (TMap)value;
        List<TKey> keys = [];
        List<TValue> values = [];
        foreach ((TKey key, TValue item) in map)
        {
            keys.Add(key);
            values.Add(item);
        }

        object? comparer = ComparerOf(map);
        writer.WriteComparer(IsDefault(comparer) ? null : comparer);
        TKey[] parts = keys.ToArray();
        writer.CheckKeys(parts);
        writer.WriteArray(parts, static i => string.Create(CultureInfo.InvariantCulture, $".Keys[{i}]"));
        writer.WriteArray(values.ToArray(), i => KeyPath.Of(keys[i]));
    }

    public override object Read(Type type, GraphReader reader)
    {
        object? comparer = reader.ReadComparer<object>();
        TKey[] keys = reader.ReadArray<TKey>();
        TValue[] values = reader.ReadArray<TValue>();
        if (keys.Length != values.Length)
        {
            throw PayloadReader.Malformed("a map has more keys than values");
        }

        TMap map = Create(comparer, keys.Length);
        if (keys.Length > 0)
        {
            void Fill() => this.Fill(map, comparer, keys, values);
            reader.FillLast(Sorts
                ? new SortFilling<TKey>(keys, (IComparer<TKey>?)comparer, Fill, () => map.Keys)
                : new OtherHashFilling<TKey>(keys, (IEqualityComparer<TKey>?)comparer, Fill, () => map.Count, map.ContainsKey));
        }

        return map;
    }

    protected abstract object? ComparerOf(TMap map);

    /// <summary>Makes the map that will be filled; the complete one if that will have no entries.</summary>
    protected abstract TMap Create(object? comparer, int count);

    protected virtual void Fill(TMap map, object? comparer, TKey[] keys, TValue[] values)
    {
        IDictionary<TKey, TValue> target = (IDictionary<TKey, TValue>)map;
        target.Clear();
        for (int i = 0; i < keys.Length; i++)
        {
            target.Add(keys[i], values[i]);
        }
    }

    private static bool IsDefault(object? comparer) =>
        ReferenceEquals(comparer, EqualityComparer<TKey>.Default) || ReferenceEquals(comparer, Comparer<TKey>.Default);
}

/// <summary>A map that cannot be changed. What refers to it gets a shell, which becomes the map when its entries are complete.</summary>
internal abstract class FixedMapReducer<TMap, TKey, TValue> : MapReducer<TMap, TKey, TValue>
    where TMap : class, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    protected sealed override TMap Create(object? comparer, int count) => count == 0 ? Build(comparer, []) : (TMap)Shell.New(typeof(TMap));

    protected sealed override void Fill(TMap map, object? comparer, TKey[] keys, TValue[] values) =>
        Shell.TakeOver(map, Build(comparer, Entries(keys, values)));

    protected abstract TMap Build(object? comparer, KeyValuePair<TKey, TValue>[] entries);

    private static KeyValuePair<TKey, TValue>[] Entries(TKey[] keys, TValue[] values)
    {
        KeyValuePair<TKey, TValue>[] entries = new KeyValuePair<TKey, TValue>[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            entries[i] = new KeyValuePair<TKey, TValue>(keys[i], values[i]);
        }

        return entries;
    }
}

/// <summary>How a path names the value of a key.</summary>
internal static class KeyPath
{
    public static string Of(object? key) => key switch
    {
        string text => $"[\"{text}\"]",
        IFormattable number => $"[{number.ToString(null, CultureInfo.InvariantCulture)}]",
        _ => $"[{key?.GetType().Name}]",
    };
}
