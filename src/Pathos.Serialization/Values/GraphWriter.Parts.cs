using System.Buffers;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>What reducers write with.</summary>
internal sealed partial class GraphWriter
{
    /// <summary>Writes a part of a reduced value, complete, before anything that follows.
    /// <paramref name="segment"/> extends the path.</summary>
    public void WriteObject(object? part, string segment = "")
    {
        PathNode? here = _at;
        PathNode? array = _arrayPath;
        if (IsTraced && segment.Length > 0)
        {
            _at = new PathNode(here, segment);
        }

        WriteReference(part);
        _at = here;
        Drain();
        _at = here;
        _arrayPath = array;
    }

    /// <summary>Writes an array of parts that may follow later. The user knows its elements by another name than their index.</summary>
    public void WriteArray(Array parts, Func<int, string> segments)
    {
        _trace?.Name(parts, segments);
        WriteReference(parts);
    }

    /// <summary>Writes an array of parts whose elements the user knows by another name than their index.</summary>
    public void WriteParts(Array parts, Func<int, string>? segments = null)
    {
        if (segments is not null)
        {
            _trace?.Name(parts, segments);
        }

        WriteObject(parts);
    }

    /// <summary>Writes a comparer. Data may have only those of .NET: another would be called where it is read.</summary>
    public void WriteComparer(object? comparer, string segment = ".Comparer")
    {
        if (comparer is not null && !Context.HoldsCode && !InertComparers.Contains(comparer.GetType()))
        {
            _at = IsTraced ? new PathNode(_at, segment) : null;
            RefuseValue(comparer.GetType(), Refusal.Comparer);
        }

        PathNode? here = _at;
        _at = IsTraced ? new PathNode(here, segment) : null;
        WriteReference(comparer);
        _at = here;
    }

    /// <summary>Refuses what would be hashed or sorted where it is read, and may not.</summary>
    public void CheckKeys<TKey>(TKey[] keys)
    {
        if (!Context.HoldsCode && InertKeys.FirstForeign(keys, Output.Declared) is { } foreign)
        {
            RefuseValue(foreign, Refusal.Key);
        }
    }

    public void WriteString(string? text) => Output.WriteString(text);

    public void WriteByte(byte value) => Output.WriteByte(value);

    public void WriteVarInt(int value) => Output.WriteVarInt(value);

    public void WriteBytes(ReadOnlySpan<byte> bytes) => Output.WriteBytes(bytes);

    public void WriteType(Type type) => Output.WriteVarInt(IndexOf(type));

    public void WriteMethod(MethodBase method) => Output.WriteVarInt(IndexOf(method));

    public void WriteAssembly(Assembly assembly)
    {
        try
        {
            Output.WriteVarInt(Output.Table.IndexOf(assembly));
        }
        catch (UnnameableException e)
        {
            throw Refused(e.Name, e.Reason, e.Advice ?? Refusal.Emitted.Advice);
        }
    }

    /// <summary>Says that far code can read this field, so that pruning keeps it.</summary>
    public void Keep(FieldInfo field)
    {
        NoteCode(field.DeclaringType!);
        Pruning.Keep(field);
    }

    /// <summary>Says that this method travels as data, by which far code can call it.</summary>
    public void Keep(MethodBase method)
    {
        NoteCode(method.DeclaringType!);
        Pruning.Travels(method);
    }

    /// <summary>Refuses the value being reduced, at the current path.</summary>
    public void Refuse(Type type, string reason, string advice) => throw Refused(type.ToString(), reason, advice);

    private void WriteUserSerialized(object value, TypePlan plan)
    {
        // Into a buffer of its own: what the user's serialiser throws half-way, or asks of the buffer, does not touch the payload.
        ArrayBufferWriter<byte> bytes = new();
        Context.Values!.Serialize(bytes, value, plan.Type);
        Output.WriteBytes(bytes.WrittenSpan);
    }
}
