using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>A class derived from a collection: the items of its base, and by fields what the class itself declares.</summary>
/// <remarks>
/// No constructor of the derived class runs. That of the base does, on the very object, and the items are added by the
/// methods of the base when the graph is there: an override of the class would see an object that is not complete. To
/// fill it again, the constructor runs again.
/// </remarks>
internal abstract class DerivedReducer<TBase> : Reducer
    where TBase : class
{
    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type.IsSubclassOf(typeof(TBase));

    public override void Write(object value, GraphWriter writer)
    {
        FieldPlan[] own = OwnFields(value.GetType());
        writer.WriteArray(Array.ConvertAll(own, f => f.Info.GetValue(value)), i => "." + (own[i].DisplayName ?? own[i].Info.Name));
        WriteItems((TBase)value, writer);
    }

    public override object Read(Type type, GraphReader reader)
    {
        object value = RuntimeHelpers.GetUninitializedObject(type);
        reader.Register(value);
        FieldPlan[] own = OwnFields(type);
        object?[] values = reader.ReadArray<object?>();
        Filling filling = ReadItems((TBase)value, reader);
        filling.Restoration = () =>
        {
            for (int i = 0; i < own.Length && i < values.Length; i++)
            {
                own[i].Set(value, values[i]);
            }
        };
        reader.FillLast(filling);
        return value;
    }

    /// <summary>Runs the constructor of the base.</summary>
    protected static void Construct(TBase value, params object?[] arguments)
    {
        ConstructorInfo constructor = Array.Find(
            typeof(TBase).GetConstructors(),
            c => c.GetParameters() is var parameters && parameters.Length == arguments.Length && Array.TrueForAll(parameters, IsComparer))!;
        constructor.Invoke(value, arguments);
    }

    protected abstract void WriteItems(TBase value, GraphWriter writer);

    /// <summary>Makes the object an empty collection, and says how it is filled.</summary>
    protected abstract Filling ReadItems(TBase value, GraphReader reader);

    protected static void WriteKeys<T>(GraphWriter writer, T[] keys, Func<int, string> segments)
    {
        writer.CheckKeys(keys);
        writer.WriteArray(keys, segments);
    }

    protected static string KeyAt(int index) => string.Create(CultureInfo.InvariantCulture, $".Keys[{index}]");

    private static bool IsComparer(ParameterInfo parameter) =>
        parameter.ParameterType.Name is "IComparer`1" or "IEqualityComparer`1" or "IEqualityComparer";

    private static FieldPlan[] OwnFields(Type type) =>
        Array.FindAll(FieldSet.Of(type).Plans, static field => field.Info.DeclaringType!.IsSubclassOf(typeof(TBase)));
}

/// <summary>A class derived from a map.</summary>
internal abstract class DerivedMapReducer<TBase, TKey, TValue> : DerivedReducer<TBase>
    where TBase : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override string RuleName => "dictionary: comparer and entries, and the fields that its class adds";

    protected override void WriteItems(TBase value, GraphWriter writer)
    {
        List<TKey> keys = [];
        List<TValue> values = [];
        foreach ((TKey key, TValue item) in value)
        {
            keys.Add(key);
            values.Add(item);
        }

        object? comparer = ComparerOf(value);
        bool isDefault = ReferenceEquals(comparer, EqualityComparer<TKey>.Default) || ReferenceEquals(comparer, Comparer<TKey>.Default);
        writer.WriteComparer(isDefault ? null : comparer);
        WriteKeys(writer, keys.ToArray(), KeyAt);
        writer.WriteArray(values.ToArray(), i => KeyPath.Of(keys[i]));
    }

    protected override Filling ReadItems(TBase value, GraphReader reader)
    {
        object? comparer = reader.ReadComparer<object>();
        TKey[] keys = reader.ReadArray<TKey>();
        TValue[] values = reader.ReadArray<TValue>();
        if (keys.Length != values.Length)
        {
            throw PayloadReader.Malformed("a map has more keys than values");
        }

        Construct(value, comparer);
        return FillingOf(value, keys, comparer, Fill);

        void Fill()
        {
            Construct(value, comparer);
            for (int i = 0; i < keys.Length; i++)
            {
                Add(value, keys[i], values[i]);
            }
        }
    }

    protected abstract object? ComparerOf(TBase map);

    protected abstract void Add(TBase map, TKey key, TValue value);

    /// <summary>Says how the map is checked: by the methods of the base.</summary>
    protected abstract Filling FillingOf(TBase map, TKey[] keys, object? comparer, Action fill);

    protected static Filling Hashes(TKey[] keys, object? comparer, Action fill, Func<int> count, Func<TKey, bool> contains) =>
        new OtherHashFilling<TKey>(keys, (IEqualityComparer<TKey>?)comparer, fill, count, contains);

    protected static Filling Sorts(TKey[] keys, object? comparer, Action fill, Func<IEnumerable<TKey>> order) =>
        new SortFilling<TKey>(keys, (IComparer<TKey>?)comparer, fill, order);
}

internal sealed class DerivedConcurrentDictionaryReducer<TKey, TValue> : DerivedMapReducer<ConcurrentDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override object? ComparerOf(ConcurrentDictionary<TKey, TValue> map) => map.Comparer;

    protected override void Add(ConcurrentDictionary<TKey, TValue> map, TKey key, TValue value) => map.TryAdd(key, value);

    protected override Filling FillingOf(ConcurrentDictionary<TKey, TValue> map, TKey[] keys, object? comparer, Action fill) =>
        Hashes(keys, comparer, fill, () => map.Count, map.ContainsKey);
}

internal sealed class DerivedOrderedDictionaryReducer<TKey, TValue> : DerivedMapReducer<OrderedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override object? ComparerOf(OrderedDictionary<TKey, TValue> map) => map.Comparer;

    protected override void Add(OrderedDictionary<TKey, TValue> map, TKey key, TValue value) => map.Add(key, value);

    protected override Filling FillingOf(OrderedDictionary<TKey, TValue> map, TKey[] keys, object? comparer, Action fill) =>
        Hashes(keys, comparer, fill, () => map.Count, map.ContainsKey);
}

internal sealed class DerivedSortedDictionaryReducer<TKey, TValue> : DerivedMapReducer<SortedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override object? ComparerOf(SortedDictionary<TKey, TValue> map) => map.Comparer;

    protected override void Add(SortedDictionary<TKey, TValue> map, TKey key, TValue value) => map.Add(key, value);

    protected override Filling FillingOf(SortedDictionary<TKey, TValue> map, TKey[] keys, object? comparer, Action fill) =>
        Sorts(keys, comparer, fill, () => map.Keys);
}

internal sealed class DerivedSortedListReducer<TKey, TValue> : DerivedMapReducer<SortedList<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override object? ComparerOf(SortedList<TKey, TValue> map) => map.Comparer;

    protected override void Add(SortedList<TKey, TValue> map, TKey key, TValue value) => map.Add(key, value);

    protected override Filling FillingOf(SortedList<TKey, TValue> map, TKey[] keys, object? comparer, Action fill) =>
        Sorts(keys, comparer, fill, () => map.Keys);
}

internal sealed class DerivedSortedSetReducer<T> : DerivedReducer<SortedSet<T>>
{
    public override string RuleName => "sorted set: comparer and items, and the fields that its class adds";

    protected override void WriteItems(SortedSet<T> value, GraphWriter writer)
    {
        writer.WriteComparer(ReferenceEquals(value.Comparer, Comparer<T>.Default) ? null : value.Comparer);
        WriteKeys(writer, [.. value], static i => string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    protected override Filling ReadItems(SortedSet<T> value, GraphReader reader)
    {
        IComparer<T>? comparer = reader.ReadComparer<IComparer<T>>();
        T[] items = reader.ReadArray<T>();
        Construct(value, comparer);
        return new SortFilling<T>(items, comparer, Fill, () => value);

        void Fill()
        {
            Construct(value, comparer);
            foreach (T item in items)
            {
                value.Add(item);
            }
        }
    }
}

internal sealed class DerivedConcurrentBagReducer<T> : DerivedReducer<ConcurrentBag<T>>
{
    public override string RuleName => "concurrent bag: its items, and the fields that its class adds";

    protected override void WriteItems(ConcurrentBag<T> value, GraphWriter writer) =>
        writer.WriteArray(value.ToArray(), static i => string.Create(CultureInfo.InvariantCulture, $"[{i}]"));

    protected override Filling ReadItems(ConcurrentBag<T> value, GraphReader reader)
    {
        Construct(value);
        T[] items = reader.ReadArray<T>();
        return new BagFilling<T>(() =>
        {
            // It gives out first what came last.
            for (int i = items.Length - 1; i >= 0; i--)
            {
                value.Add(items[i]);
            }
        });
    }
}

/// <summary>A class derived from the untyped hash table.</summary>
internal sealed class DerivedHashtableReducer : DerivedReducer<Hashtable>
{
    public override string RuleName => "hash table: comparer and entries, and the fields that its class adds";

    private static readonly PropertyInfo? s_comparer = typeof(Hashtable).GetProperty(
        "EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly MethodInfo s_add = typeof(Hashtable).GetMethod(nameof(Hashtable.Add))!;
    private static readonly MethodInfo s_contains = typeof(Hashtable).GetMethod(nameof(Hashtable.ContainsKey))!;
    private static readonly MethodInfo s_count = typeof(Hashtable).GetProperty(nameof(Hashtable.Count))!.GetMethod!;

    protected override void WriteItems(Hashtable value, GraphWriter writer)
    {
        List<object> keys = [];
        List<object?> values = [];
        foreach (DictionaryEntry entry in value)
        {
            keys.Add(entry.Key);
            values.Add(entry.Value);
        }

        writer.WriteComparer(s_comparer?.GetValue(value), ".EqualityComparer");
        WriteKeys(writer, keys.ToArray(), KeyAt);
        writer.WriteArray(values.ToArray(), i => KeyPath.Of(keys[i]));
    }

    protected override Filling ReadItems(Hashtable value, GraphReader reader)
    {
        IEqualityComparer? comparer = reader.ReadComparer<IEqualityComparer>();
        object[] keys = reader.ReadArray<object>();
        object?[] values = reader.ReadArray<object?>();
        if (keys.Length != values.Length)
        {
            throw PayloadReader.Malformed("a map has more keys than values");
        }

        Construct(value, comparer);
        var add = OfTheBase<Action<object, object?>>(value, s_add);
        return new OtherHashFilling<object>(
            keys, HashtableReducer.TypedComparer.Of(comparer), Fill, OfTheBase<Func<int>>(value, s_count),
            OfTheBase<Func<object, bool>>(value, s_contains));

        void Fill()
        {
            Construct(value, comparer);
            for (int i = 0; i < keys.Length; i++)
            {
                add(keys[i], values[i]);
            }
        }
    }

    /// <summary>Calls the method of the base, not an override.</summary>
    private static TDelegate OfTheBase<TDelegate>(Hashtable value, MethodInfo method)
        where TDelegate : Delegate =>
        (TDelegate)Activator.CreateInstance(typeof(TDelegate), value, method.MethodHandle.GetFunctionPointer())!;
}
