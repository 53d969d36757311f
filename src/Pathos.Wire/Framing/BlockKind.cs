using System.Runtime.InteropServices;

namespace Pathos.Wire;

/// <summary>The element type of a block: an array of primitives that is sent from where it lies and received where it stays.</summary>
internal enum BlockKind : byte
{
    Byte,
    SByte,
    Boolean,
    Char,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
}

internal static class PrimitiveBlock
{
    public static BlockKind KindOf(Array block) => block switch
    {
        // sbyte[] is byte[] to a type test, and so on for every pair that differs by sign: the element type decides.
        _ when block.GetType() == typeof(byte[]) => BlockKind.Byte,
        _ when block.GetType() == typeof(sbyte[]) => BlockKind.SByte,
        bool[] => BlockKind.Boolean,
        char[] => BlockKind.Char,
        _ when block.GetType() == typeof(short[]) => BlockKind.Int16,
        _ when block.GetType() == typeof(ushort[]) => BlockKind.UInt16,
        _ when block.GetType() == typeof(int[]) => BlockKind.Int32,
        _ when block.GetType() == typeof(uint[]) => BlockKind.UInt32,
        _ when block.GetType() == typeof(long[]) => BlockKind.Int64,
        _ when block.GetType() == typeof(ulong[]) => BlockKind.UInt64,
        float[] => BlockKind.Single,
        double[] => BlockKind.Double,
        _ => throw new ArgumentException($"{block.GetType()} is no block: only arrays of primitives are.", nameof(block)),
    };

    public static Span<byte> BytesOf(Array block) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(block), Buffer.ByteLength(block));

    public static Array Allocate(BlockKind kind, long bytes) => kind switch
    {
        BlockKind.Byte => GC.AllocateUninitializedArray<byte>(Count(bytes, 1)),
        BlockKind.SByte => GC.AllocateUninitializedArray<sbyte>(Count(bytes, 1)),
        BlockKind.Boolean => GC.AllocateUninitializedArray<bool>(Count(bytes, 1)),
        BlockKind.Char => GC.AllocateUninitializedArray<char>(Count(bytes, 2)),
        BlockKind.Int16 => GC.AllocateUninitializedArray<short>(Count(bytes, 2)),
        BlockKind.UInt16 => GC.AllocateUninitializedArray<ushort>(Count(bytes, 2)),
        BlockKind.Int32 => GC.AllocateUninitializedArray<int>(Count(bytes, 4)),
        BlockKind.UInt32 => GC.AllocateUninitializedArray<uint>(Count(bytes, 4)),
        BlockKind.Int64 => GC.AllocateUninitializedArray<long>(Count(bytes, 8)),
        BlockKind.UInt64 => GC.AllocateUninitializedArray<ulong>(Count(bytes, 8)),
        BlockKind.Single => GC.AllocateUninitializedArray<float>(Count(bytes, 4)),
        BlockKind.Double => GC.AllocateUninitializedArray<double>(Count(bytes, 8)),
        _ => throw new InvalidDataException($"There is no block kind {kind}."),
    };

    private static int Count(long bytes, int elementSize) => bytes % elementSize == 0
        ? checked((int)(bytes / elementSize))
        : throw new InvalidDataException($"A block of {bytes} bytes cannot hold elements of {elementSize} bytes.");
}
