using System.Buffers.Binary;

namespace Pathos.Serialization;

/// <summary>A payload as one array of bytes: a mark, a version, the blocks, the inline part.</summary>
internal static class FrozenFormat
{
    private const byte Version = 4;
    private const int BlockHead = 1 + sizeof(int);

    private static ReadOnlySpan<byte> Mark => "PTHC"u8;

    /// <exception cref="NotShippableException">All together are larger than an array can be.</exception>
    public static byte[] Pack(Payload payload, string rootName = "value")
    {
        long size = Mark.Length + 1 + sizeof(int) + payload.TotalBytes + ((long)payload.Blocks.Length * BlockHead);
        if (size > Array.MaxLength)
        {
            throw Refusal.TooLarge.WithoutPath("payload").At(rootName);
        }

        byte[] result = new byte[(int)size];
        Span<byte> rest = result;
        Mark.CopyTo(rest);
        rest[Mark.Length] = Version;
        rest = rest[(Mark.Length + 1)..];
        BinaryPrimitives.WriteInt32LittleEndian(rest, payload.Blocks.Length);
        rest = rest[sizeof(int)..];
        foreach ((Array array, int offset, int bytes, bool _) in payload.Blocks)
        {
            rest[0] = PrimitiveBlocks.CodeOf(array.GetType().GetElementType()!);
            BinaryPrimitives.WriteInt32LittleEndian(rest[1..], bytes);
            BoxedMemory.Of(array, offset, bytes).CopyTo(rest[BlockHead..]);
            rest = rest[(BlockHead + bytes)..];
        }

        payload.Bytes.Span.CopyTo(rest);
        return result;
    }

    /// <summary>Opens what may hold functions.</summary>
    public static CodeReader OpenCode(ReadOnlySpan<byte> frozen, CodeContext context)
    {
        byte[] bytes = Take(frozen, out Block[] blocks);
        return new CodeReader(context, bytes, blocks);
    }

    /// <summary>Opens what is only data.</summary>
    public static DataReader OpenData(ReadOnlySpan<byte> frozen, DataContext context)
    {
        byte[] bytes = Take(frozen, out Block[] blocks);
        return new DataReader(context, bytes, blocks);
    }

    private static byte[] Take(ReadOnlySpan<byte> frozen, out Block[] blocks)
    {
        if (frozen.Length < Mark.Length + 1 + sizeof(int) || !frozen.StartsWith(Mark))
        {
            throw new FrozenClosureException("The bytes are not a frozen closure.");
        }

        if (frozen[Mark.Length] != Version)
        {
            throw new FrozenClosureException(
                $"The closure was frozen in format {frozen[Mark.Length]}, and this library reads format {Version}.");
        }

        frozen = frozen[(Mark.Length + 1)..];
        int count = BinaryPrimitives.ReadInt32LittleEndian(frozen);
        frozen = frozen[sizeof(int)..];
        if ((uint)count > (uint)(frozen.Length / BlockHead))
        {
            throw PayloadReader.Malformed("it has more blocks than bytes");
        }

        blocks = count == 0 ? [] : new Block[count];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = ReadBlock(ref frozen);
        }

        return frozen.ToArray();
    }

    private static Block ReadBlock(ref ReadOnlySpan<byte> frozen)
    {
        if (frozen.Length < BlockHead || PrimitiveBlocks.TypeOf(frozen[0]) is not { } element)
        {
            throw PayloadReader.Malformed("a block has no known type");
        }

        int bytes = BinaryPrimitives.ReadInt32LittleEndian(frozen[1..]);
        frozen = frozen[BlockHead..];
        int size = System.Runtime.CompilerServices.RuntimeHelpers.SizeOf(element.TypeHandle);
        if ((uint)bytes > (uint)frozen.Length || bytes % size != 0)
        {
            throw PayloadReader.Malformed("a block exceeds the bytes");
        }

        Array block = Array.CreateInstance(element, bytes / size);
        frozen[..bytes].CopyTo(BoxedMemory.Of(block, 0, bytes));
        frozen = frozen[bytes..];
        return (block, 0, bytes, IsTransient: false);
    }
}
