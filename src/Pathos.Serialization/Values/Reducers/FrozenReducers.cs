using System.Collections.Frozen;
using System.Globalization;

namespace Pathos.Serialization;

/// <summary>A frozen collection. Its class depends on its keys, so there can be no shell for it: it is built when its own parts are
/// complete, and checked with all other containers in the end.</summary>
internal abstract class FrozenReducer<TFrozen, TKey> : Reducer
    where TFrozen : class
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(TFrozen).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(TFrozen);

    public override object Read(Type type, GraphReader reader)
    {
        IEqualityComparer<TKey>? comparer = reader.ReadComparer<IEqualityComparer<TKey>>();
        TKey[] keys = reader.ReadObject<TKey[]>();
        Func<TFrozen> build = ReadRest(reader, comparer, keys);
        TFrozen? built = null;
        reader.FillNow(new OtherHashFilling<TKey>(
            keys,
            comparer,
            () => built = built is null ? build() : throw Refused(reader),
            () => CountOf(built!),
            key => Contains(built!, key)));
        return built!;
    }

    protected static void WriteKeys(GraphWriter writer, object? comparer, TKey[] keys, Func<int, string> segments)
    {
        writer.WriteComparer(ReferenceEquals(comparer, EqualityComparer<TKey>.Default) ? null : comparer);
        writer.CheckKeys(keys);
        writer.WriteParts(keys, segments);
    }

    private static NotShippableException Refused(GraphReader reader) =>
        new(reader.Place, TypeNames.Of(typeof(TKey)), Refusal.Restless.Reason, Refusal.Restless.Advice);

    /// <summary>Reads what follows the keys; gives back what builds the collection.</summary>
    protected abstract Func<TFrozen> ReadRest(GraphReader reader, IEqualityComparer<TKey>? comparer, TKey[] keys);

    protected abstract int CountOf(TFrozen built);

    protected abstract bool Contains(TFrozen built, TKey key);
}

internal sealed class FrozenSetReducer<T> : FrozenReducer<FrozenSet<T>, T>
{
    public override string RuleName => "frozen set: comparer and items";

    public override void Write(object value, GraphWriter writer)
    {
        FrozenSet<T> set = (FrozenSet<T>)value;
        WriteKeys(writer, set.Comparer, [.. set], static i => string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    protected override Func<FrozenSet<T>> ReadRest(GraphReader reader, IEqualityComparer<T>? comparer, T[] keys) =>
        () => keys.ToFrozenSet(comparer);

    protected override int CountOf(FrozenSet<T> built) => built.Count;

    protected override bool Contains(FrozenSet<T> built, T key) => built.Contains(key);
}

internal sealed class FrozenDictionaryReducer<TKey, TValue> : FrozenReducer<FrozenDictionary<TKey, TValue>, TKey>
    where TKey : notnull
{
    public override string RuleName => "frozen dictionary: comparer and entries";

    public override void Write(object value, GraphWriter writer)
    {
        FrozenDictionary<TKey, TValue> map = (FrozenDictionary<TKey, TValue>)value;
        TKey[] keys = [.. map.Keys];
        WriteKeys(writer, map.Comparer, keys, static i => string.Create(CultureInfo.InvariantCulture, $".Keys[{i}]"));
        writer.WriteParts(Array.ConvertAll(keys, key => map[key]), i => KeyPath.Of(keys[i]));
    }

    protected override Func<FrozenDictionary<TKey, TValue>> ReadRest(GraphReader reader, IEqualityComparer<TKey>? comparer, TKey[] keys)
    {
        TValue[] values = reader.ReadObject<TValue[]>();
        return () =>
        {
            List<KeyValuePair<TKey, TValue>> entries = [];
            for (int i = 0; i < keys.Length; i++)
            {
                entries.Add(new KeyValuePair<TKey, TValue>(keys[i], values[i]));
            }

            return entries.ToFrozenDictionary(comparer);
        };
    }

    protected override int CountOf(FrozenDictionary<TKey, TValue> built) => built.Count;

    protected override bool Contains(FrozenDictionary<TKey, TValue> built, TKey key) => built.ContainsKey(key);
}
