using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A lookup as its groups. Its comparer is private to it; without the field, keys compare by default.</summary>
internal sealed class LookupReducer<TKey, TElement> : Reducer
{
    public override string RuleName => "lookup: comparer and groups";

    private static readonly FieldInfo? s_comparer =
        typeof(Lookup<TKey, TElement>).GetField("_comparer", BindingFlags.Instance | BindingFlags.NonPublic);

    // LINQ makes a class of its own that derives from the public one.
    private static readonly Type s_built = Build(comparer: null, [default!], [[default!]]).GetType();

    public override bool RegistersEarly => true;

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
        TKey[] parts = keys.ToArray();
        writer.CheckKeys(parts);
        writer.WriteArray(parts, static i => $".Keys[{i}]");
        writer.WriteArray(groups.ToArray(), i => KeyPath.Of(keys[i]));
    }

    public override object Read(Type type, GraphReader reader)
    {
        IEqualityComparer<TKey>? comparer = reader.ReadComparer<IEqualityComparer<TKey>>();
        TKey[] keys = reader.ReadArray<TKey>();
        TElement[][] groups = reader.ReadArray<TElement[]>();
        if (keys.Length != groups.Length)
        {
            throw PayloadReader.Malformed("a lookup has more keys than groups");
        }

        if (keys.Length == 0)
        {
            return Build(comparer, keys, groups);
        }

        var lookup = (ILookup<TKey, TElement>)Shell.New(s_built);
        reader.FillLast(new OtherHashFilling<TKey>(
            keys,
            comparer,
            () => Shell.TakeOver(lookup, Build(comparer, keys, groups)),
            () => lookup.Count,
            lookup.Contains));
        return lookup;
    }

    private static ILookup<TKey, TElement> Build(IEqualityComparer<TKey>? comparer, TKey[] keys, TElement[][] groups)
    {
        List<KeyValuePair<TKey, TElement>> pairs = [];
        for (int i = 0; i < keys.Length; i++)
        {
            foreach (TElement element in groups[i])
            {
                pairs.Add(new KeyValuePair<TKey, TElement>(keys[i], element));
            }
        }

        return pairs.ToLookup(static p => p.Key, static p => p.Value, comparer);
    }
}
