using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>A dictionary or hash set, or a class derived from one.</summary>
/// <remarks>
/// Of a derived class no constructor runs: a proper base object is made and its fields are moved over, and what the class itself declares
/// travels by fields as it would anywhere else.
/// </remarks>
internal abstract class HashReducer<TBase> : Reducer
    where TBase : class
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo[] s_baseFields = typeof(TBase).GetFields(Declared);

    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(TBase).IsAssignableFrom(type);

    public override void Write(object value, GraphWriter writer)
    {
        if (value.GetType() != typeof(TBase))
        {
            FieldPlan[] own = OwnFields(value.GetType());
            writer.WriteParts(Array.ConvertAll(own, f => f.Info.GetValue(value)), i => "." + (own[i].DisplayName ?? own[i].Info.Name));
        }

        WriteEntries((TBase)value, writer);
    }

    public override object Read(Type type, GraphReader reader)
    {
        if (type == typeof(TBase))
        {
            return ReadEntries(reader, reader.Register);
        }

        object value = RuntimeHelpers.GetUninitializedObject(type);
        reader.Register(value);
        FieldPlan[] own = OwnFields(type);
        object?[] values = reader.ReadObject<object?[]>();
        for (int i = 0; i < own.Length && i < values.Length; i++)
        {
            own[i].Set(value, values[i]);
        }

        TBase entries = ReadEntries(reader, static _ => { });
        foreach (FieldInfo field in s_baseFields)
        {
            field.SetValue(value, field.GetValue(entries));
        }

        return value;
    }

    protected abstract void WriteEntries(TBase value, GraphWriter writer);

    /// <summary>Reads the comparer, makes the empty collection, makes it known, and fills it.</summary>
    protected abstract TBase ReadEntries(GraphReader reader, Action<object> register);

    private static FieldPlan[] OwnFields(Type type) => Array.FindAll(FieldSet.Of(type).Plans, static field => field.Info.DeclaringType!.IsSubclassOf(typeof(TBase)));
}

internal sealed class DictionaryReducer<TKey, TValue> : HashReducer<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override void WriteEntries(Dictionary<TKey, TValue> value, GraphWriter writer)
    {
        TKey[] keys = [.. value.Keys];
        TValue[] values = [.. value.Values];
        writer.WriteComparer(ReferenceEquals(value.Comparer, EqualityComparer<TKey>.Default) ? null : value.Comparer);
        writer.WriteKeys(keys, static i => $".Keys[{i}]");
        writer.WriteParts(values, i => KeyPath.Of(keys[i]));
    }

    protected override Dictionary<TKey, TValue> ReadEntries(GraphReader reader, Action<object> register)
    {
        Dictionary<TKey, TValue> result = new(reader.ReadComparer<IEqualityComparer<TKey>>());
        register(result);
        TKey[] keys = reader.ReadKeys<TKey>();
        TValue[] values = reader.ReadObject<TValue[]>();
        result.EnsureCapacity(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            result.Add(keys[i], values[i]);
        }

        return result;
    }
}

internal sealed class HashSetReducer<T> : HashReducer<HashSet<T>>
{
    protected override void WriteEntries(HashSet<T> value, GraphWriter writer)
    {
        T[] items = [.. value];
        writer.WriteComparer(ReferenceEquals(value.Comparer, EqualityComparer<T>.Default) ? null : value.Comparer);
        writer.WriteKeys(items);
    }

    protected override HashSet<T> ReadEntries(GraphReader reader, Action<object> register)
    {
        HashSet<T> result = new(reader.ReadComparer<IEqualityComparer<T>>());
        register(result);
        result.UnionWith(reader.ReadKeys<T>());
        return result;
    }
}

/// <summary>The untyped hash table.</summary>
internal sealed class HashtableReducer : Reducer
{
    private static readonly PropertyInfo? s_comparer = typeof(Hashtable).GetProperty("EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic);

    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(Hashtable);

    public override void Write(object value, GraphWriter writer)
    {
        Hashtable table = (Hashtable)value;
        object?[] keys = new object?[table.Count];
        object?[] values = new object?[table.Count];
        table.Keys.CopyTo(keys, 0);
        table.Values.CopyTo(values, 0);
        writer.WriteComparer(s_comparer?.GetValue(table), ".EqualityComparer");
        writer.WriteKeys(keys, static i => $".Keys[{i}]");
        writer.WriteParts(values, i => KeyPath.Of(keys[i]));
    }

    public override object Read(Type type, GraphReader reader)
    {
        Hashtable table = new(reader.ReadComparer<IEqualityComparer>());
        reader.Register(table);
        object[] keys = reader.ReadKeys<object>();
        object?[] values = reader.ReadObject<object?[]>();
        for (int i = 0; i < keys.Length; i++)
        {
            table.Add(keys[i], values[i]);
        }

        return table;
    }
}
