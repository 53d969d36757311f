using System.Buffers;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>Parts of arrays, as what is in them. A part that is the whole array travels as that array, which others may refer to as
/// well.</summary>
internal static class Segments
{
    public static Reducer? FindBuffers(Type type) =>
        type.Name == "ReadOnlySequence`1" ? Make(typeof(ReadOnlySequenceReducer<>), type) : null;

    public static Reducer ForArraySegment(Type type) => Make(typeof(ArraySegmentReducer<>), type);

    /// <summary>Gets an array of what is in the memory: the one behind it where it is the whole of that.</summary>
    public static T[] ArrayOf<T>(ReadOnlyMemory<T> memory) =>
        MemoryMarshal.TryGetArray(memory, out ArraySegment<T> segment) ? ArrayOf(segment) : memory.ToArray();

    public static T[] ArrayOf<T>(ArraySegment<T> segment) =>
        segment.Array is { } array && segment.Count == array.Length ? array : segment.ToArray();

    private static Reducer Make(Type reducer, Type type) =>
        (Reducer)Activator.CreateInstance(reducer.MakeGenericType(type.GetGenericArguments()))!;
}

internal sealed class ArraySegmentReducer<T> : Reducer
{
    public override string RuleName => "its part of the array";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(ArraySegment<T>);

    // By reference, not as a part: the array comes into being where it is announced, so segments nest nothing.
    public override void Write(object value, GraphWriter writer) =>
        writer.WriteReference((ArraySegment<T>)value is { Array: not null } segment ? Segments.ArrayOf(segment) : null);

    public override object Read(Type type, GraphReader reader) => reader.ReadReference() switch
    {
        T[] array => new ArraySegment<T>(array),
        null => default(ArraySegment<T>),
        _ => throw PayloadReader.Malformed("a segment is of something else than an array"),
    };
}

/// <summary>A sequence of segments, as one segment.</summary>
internal sealed class ReadOnlySequenceReducer<T> : Reducer
{
    public override string RuleName => "its items";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(ReadOnlySequence<T>);

    public override void Write(object value, GraphWriter writer)
    {
        var sequence = (ReadOnlySequence<T>)value;
        writer.WriteReference(sequence.IsSingleSegment ? Segments.ArrayOf(sequence.First) : sequence.ToArray());
    }

    public override object Read(Type type, GraphReader reader) =>
        reader.ReadReference() is T[] array
            ? new ReadOnlySequence<T>(array)
            : throw PayloadReader.Malformed("a sequence is of something else than an array");
}
