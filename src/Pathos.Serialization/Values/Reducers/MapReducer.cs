using System.Globalization;

namespace Pathos.Serialization;

/// <summary>A map as its comparer, keys and values, put together again by the reader.</summary>
internal abstract class MapReducer<TMap, TKey, TValue> : Reducer
    where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool RegistersEarly => true;

    public override bool IsInert => true;

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
        writer.WriteKeys(keys.ToArray(), static i => string.Create(CultureInfo.InvariantCulture, $".Keys[{i}]"));
        writer.WriteParts(values.ToArray(), i => KeyPath.Of(keys[i]));
    }

    public override object Read(Type type, GraphReader reader)
    {
        object? comparer = reader.ReadComparer<object>();
        TMap map = Create(comparer);
        reader.Register(map);
        (TKey[] keys, TValue[] values) = ReadEntries(reader);
        Fill(map, keys, values);
        return map;
    }

    protected static (TKey[] Keys, TValue[] Values) ReadEntries(GraphReader reader)
    {
        TKey[] keys = reader.ReadKeys<TKey>();
        TValue[] values = reader.ReadObject<TValue[]>();
        return keys.Length == values.Length ? (keys, values) : throw PayloadReader.Malformed("a map has more keys than values");
    }

    protected abstract object? ComparerOf(TMap map);

    protected abstract TMap Create(object? comparer);

    protected virtual void Fill(TMap map, TKey[] keys, TValue[] values)
    {
        IDictionary<TKey, TValue> target = (IDictionary<TKey, TValue>)map;
        for (int i = 0; i < keys.Length; i++)
        {
            target.Add(keys[i], values[i]);
        }
    }

    private static bool IsDefault(object? comparer) =>
        ReferenceEquals(comparer, EqualityComparer<TKey>.Default) || ReferenceEquals(comparer, Comparer<TKey>.Default);
}

/// <summary>A map that cannot be changed, so it exists only when all of its entries do.</summary>
internal abstract class FixedMapReducer<TMap, TKey, TValue> : MapReducer<TMap, TKey, TValue>
    where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool RegistersEarly => false;

    public override Type WireType(Type type) => typeof(TMap);

    public override bool Handles(Type type) => typeof(TMap).IsAssignableFrom(type);

    public override object Read(Type type, GraphReader reader)
    {
        object? comparer = reader.ReadComparer<object>();
        (TKey[] keys, TValue[] values) = ReadEntries(reader);
        KeyValuePair<TKey, TValue>[] entries = new KeyValuePair<TKey, TValue>[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            entries[i] = new KeyValuePair<TKey, TValue>(keys[i], values[i]);
        }

        return Build(comparer, entries);
    }

    protected sealed override TMap Create(object? comparer) => throw new NotSupportedException();

    protected abstract TMap Build(object? comparer, KeyValuePair<TKey, TValue>[] entries);
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
