using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>A dictionary or hash set, or a class derived from one.</summary>
/// <remarks>
/// Of a derived class no constructor runs: a proper base object is made and its fields are moved over, and what the class itself declares
/// travels by fields as it would anywhere else.
/// </remarks>
internal abstract class HashReducer<TBase, TKey> : Reducer
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
            writer.WriteArray(Array.ConvertAll(own, f => f.Info.GetValue(value)), i => "." + (own[i].DisplayName ?? own[i].Info.Name));
        }

        WriteEntries((TBase)value, writer);
    }

    public override object Read(Type type, GraphReader reader)
    {
        if (type == typeof(TBase))
        {
            TBase plain = ReadEntries(reader, out HashFilling<TKey> waiting);
            reader.FillLast(waiting);
            return plain;
        }

        object value = RuntimeHelpers.GetUninitializedObject(type);
        object?[] values = reader.ReadArray<object?>();
        TBase entries = ReadEntries(reader, out HashFilling<TKey> filling);
        FieldPlan[] own = OwnFields(type);
        filling.Restoration = () =>
        {
            for (int i = 0; i < own.Length && i < values.Length; i++)
            {
                own[i].Set(value, values[i]);
            }
        };
        filling.Filled = () =>
        {
            foreach (FieldInfo field in s_baseFields)
            {
                field.SetValue(value, field.GetValue(entries));
            }
        };
        reader.FillLast(filling);
        return value;
    }

    protected abstract void WriteEntries(TBase value, GraphWriter writer);

    /// <summary>Reads the comparer and the entries, and makes the empty collection.</summary>
    protected abstract TBase ReadEntries(GraphReader reader, out HashFilling<TKey> filling);

    private static FieldPlan[] OwnFields(Type type) =>
        Array.FindAll(FieldSet.Of(type).Plans, static field => field.Info.DeclaringType!.IsSubclassOf(typeof(TBase)));
}

internal sealed class DictionaryReducer<TKey, TValue> : HashReducer<Dictionary<TKey, TValue>, TKey>
    where TKey : notnull
{
    public override string RuleName => "dictionary: comparer and entries";

    protected override void WriteEntries(Dictionary<TKey, TValue> value, GraphWriter writer)
    {
        TKey[] keys = [.. value.Keys];
        TValue[] values = [.. value.Values];
        writer.WriteComparer(ReferenceEquals(value.Comparer, EqualityComparer<TKey>.Default) ? null : value.Comparer);
        writer.CheckKeys(keys);
        writer.WriteArray(keys, static i => $".Keys[{i}]");
        writer.WriteArray(values, i => KeyPath.Of(keys[i]));
    }

    protected override Dictionary<TKey, TValue> ReadEntries(GraphReader reader, out HashFilling<TKey> filling)
    {
        IEqualityComparer<TKey>? comparer = reader.ReadComparer<IEqualityComparer<TKey>>();
        Dictionary<TKey, TValue> result = new(comparer);
        TKey[] keys = reader.ReadArray<TKey>();
        TValue[] values = reader.ReadArray<TValue>();
        filling = new DictionaryFilling<TKey, TValue>(result, keys, values, comparer);
        return keys.Length == values.Length ? result : throw PayloadReader.Malformed("a dictionary has more keys than values");
    }
}

internal sealed class HashSetReducer<T> : HashReducer<HashSet<T>, T>
{
    public override string RuleName => "set: comparer and items";

    protected override void WriteEntries(HashSet<T> value, GraphWriter writer)
    {
        T[] items = [.. value];
        writer.WriteComparer(ReferenceEquals(value.Comparer, EqualityComparer<T>.Default) ? null : value.Comparer);
        writer.CheckKeys(items);
        writer.WriteReference(items);
    }

    protected override HashSet<T> ReadEntries(GraphReader reader, out HashFilling<T> filling)
    {
        IEqualityComparer<T>? comparer = reader.ReadComparer<IEqualityComparer<T>>();
        HashSet<T> result = new(comparer);
        T[] items = reader.ReadArray<T>();
        filling = new HashSetFilling<T>(result, items, comparer);
        return result;
    }
}

/// <summary>The untyped hash table.</summary>
internal sealed class HashtableReducer : Reducer
{
    public override string RuleName => "hash table: comparer and entries";

    private static readonly PropertyInfo? s_comparer = typeof(Hashtable).GetProperty(
        "EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic);

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
        writer.CheckKeys(keys);
        writer.WriteArray(keys, static i => $".Keys[{i}]");
        writer.WriteArray(values, i => KeyPath.Of(keys[i]));
    }

    public override object Read(Type type, GraphReader reader)
    {
        IEqualityComparer? comparer = reader.ReadComparer<IEqualityComparer>();
        Hashtable table = new(comparer);
        object[] keys = reader.ReadArray<object>();
        object?[] values = reader.ReadArray<object?>();
        void Fill()
        {
            table.Clear();
            for (int i = 0; i < keys.Length; i++)
            {
                table.Add(keys[i], values[i]);
            }
        }

        reader.FillLast(new OtherHashFilling<object>(keys, TypedComparer.Of(comparer), Fill, () => table.Count, table.ContainsKey));
        return table;
    }

    internal sealed class TypedComparer(IEqualityComparer comparer) : IEqualityComparer<object>
    {
        public static TypedComparer? Of(IEqualityComparer? comparer) => comparer is null ? null : new TypedComparer(comparer);

        bool IEqualityComparer<object>.Equals(object? x, object? y) => comparer.Equals(x, y);

        int IEqualityComparer<object>.GetHashCode(object obj) => comparer.GetHashCode(obj);
    }
}
