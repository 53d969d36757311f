using System.Buffers;
using System.Runtime.CompilerServices;
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
        _ => throw new ArgumentException($"{block.GetType()} is not a block: only arrays of primitives are.", nameof(block)),
    };

    /// <summary>A whole array as a block that becomes the receiver's.</summary>
    public static Block Whole(Array array) => (array, 0, Buffer.ByteLength(array), false);

    public static Span<byte> BytesOf(in Block block) =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(block.Array), block.Offset), block.Bytes);

    /// <summary>Checks an announcement, before anything is allocated for it.</summary>
    /// <exception cref="InvalidDataException">No array can be that block.</exception>
    public static void Require(BlockKind kind, long bytes)
    {
        int elementSize = ElementSize(kind);
        if (bytes % elementSize != 0 || bytes / elementSize > Array.MaxLength)
        {
            throw new InvalidDataException($"A block of {bytes} bytes cannot hold elements of {elementSize} bytes.");
        }
    }

    public static Array Allocate(BlockKind kind, long bytes)
    {
        int count = (int)(bytes / ElementSize(kind));
        return kind switch
        {
            BlockKind.Byte => GC.AllocateUninitializedArray<byte>(count),
            BlockKind.SByte => GC.AllocateUninitializedArray<sbyte>(count),
            BlockKind.Boolean => GC.AllocateUninitializedArray<bool>(count),
            BlockKind.Char => GC.AllocateUninitializedArray<char>(count),
            BlockKind.Int16 => GC.AllocateUninitializedArray<short>(count),
            BlockKind.UInt16 => GC.AllocateUninitializedArray<ushort>(count),
            BlockKind.Int32 => GC.AllocateUninitializedArray<int>(count),
            BlockKind.UInt32 => GC.AllocateUninitializedArray<uint>(count),
            BlockKind.Int64 => GC.AllocateUninitializedArray<long>(count),
            BlockKind.UInt64 => GC.AllocateUninitializedArray<ulong>(count),
            BlockKind.Single => GC.AllocateUninitializedArray<float>(count),
            _ => GC.AllocateUninitializedArray<double>(count),
        };
    }

    /// <summary>Memory for a block that its receiver gives back to the pool of its type.</summary>
    public static Array Rent(BlockKind kind, long bytes)
    {
        int count = (int)(bytes / ElementSize(kind));
        return kind switch
        {
            BlockKind.Byte => ArrayPool<byte>.Shared.Rent(count),
            BlockKind.SByte => ArrayPool<sbyte>.Shared.Rent(count),
            BlockKind.Boolean => ArrayPool<bool>.Shared.Rent(count),
            BlockKind.Char => ArrayPool<char>.Shared.Rent(count),
            BlockKind.Int16 => ArrayPool<short>.Shared.Rent(count),
            BlockKind.UInt16 => ArrayPool<ushort>.Shared.Rent(count),
            BlockKind.Int32 => ArrayPool<int>.Shared.Rent(count),
            BlockKind.UInt32 => ArrayPool<uint>.Shared.Rent(count),
            BlockKind.Int64 => ArrayPool<long>.Shared.Rent(count),
            BlockKind.UInt64 => ArrayPool<ulong>.Shared.Rent(count),
            BlockKind.Single => ArrayPool<float>.Shared.Rent(count),
            _ => ArrayPool<double>.Shared.Rent(count),
        };
    }

    private static int ElementSize(BlockKind kind) => kind switch
    {
        BlockKind.Byte or BlockKind.SByte or BlockKind.Boolean => 1,
        BlockKind.Char or BlockKind.Int16 or BlockKind.UInt16 => 2,
        BlockKind.Int32 or BlockKind.UInt32 or BlockKind.Single => 4,
        BlockKind.Int64 or BlockKind.UInt64 or BlockKind.Double => 8,
        _ => throw new InvalidDataException($"There is no block kind {(byte)kind}."),
    };
}
