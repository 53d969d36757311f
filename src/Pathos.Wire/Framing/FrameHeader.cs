using System.Buffers.Binary;

namespace Pathos.Wire;

/// <summary>The fixed front of a frame: body length (u32), kind (u8), zero (u8), block count (u16), id (u64); little-endian.</summary>
/// <remarks>It can be read when the body cannot, so that a bad body still gets an answer. Each block is announced by its kind (u8, with the highest bit set for a transient one) and its length in bytes (u64).</remarks>
internal readonly record struct FrameHeader(int BodyLength, MessageKind Kind, int BlockCount, long Id)
{
    public const int Size = 16;
    public const int BlockSize = 9;

    /// <summary>Marks the kind of a block that its receiver may keep in memory which is used again.</summary>
    public const int TransientBlock = 0x80;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)BodyLength);
        destination[4] = (byte)Kind;
        destination[5] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)BlockCount);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Id);
    }

    public static FrameHeader Read(ReadOnlySpan<byte> source, FrameLimits limits)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        int blocks = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        if (length > limits.BodyBytes || blocks > limits.Blocks || source[5] != 0)
        {
            throw new InvalidDataException($"A frame claims a body of {length} bytes and {blocks} blocks; at most {limits.BodyBytes} and {limits.Blocks} are taken here.");
        }

        return new FrameHeader((int)length, (MessageKind)source[4], blocks, BinaryPrimitives.ReadInt64LittleEndian(source[8..]));
    }
}
