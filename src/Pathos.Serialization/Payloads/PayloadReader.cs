using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Pathos.Serialization;

/// <summary>Reads what a <see cref="PayloadWriter"/> wrote. Nothing is allocated before the bytes that
/// justify it are known to be there.</summary>
/// <remarks>What may become of the bytes is said by the two kinds: a <see cref="CodeReader"/> makes functions of them, a
/// <see cref="DataReader"/> never does.</remarks>
internal abstract class PayloadReader
{
    private readonly byte[] _data;
    private readonly Block[] _blocks;
    private readonly bool[] _isTaken;

    // The blocks that were taken, in the order in which they were.
    private readonly int[] _taken;
    private int _takenCount;
    private int _position;
    private int _end;
    private GraphReader? _idleGraph;

    private protected PayloadReader(SerializationContext context, DeclaredTypes declared, ReadOnlyMemory<byte> bytes, Block[] blocks)
    {
        Context = context;
        Declared = declared;
        _blocks = blocks;
        _isTaken = blocks.Length == 0 ? [] : new bool[blocks.Length];
        _taken = blocks.Length == 0 ? [] : new int[blocks.Length];
        if (MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array is not null)
        {
            _data = segment.Array;
            _position = segment.Offset;
            _end = segment.Offset + segment.Count;
        }
        else
        {
            _data = bytes.ToArray();
            _end = _data.Length;
        }

        int table = ReadLength();
        Table = context.Tables.Open(_data.AsSpan(_position, table));
        _position += table;

        // A frame whose length was falsified may hold the first bytes of its own blocks: those would then be as long as
        // announced, and full of what follows them.
        if (ReadLength() != Remaining)
        {
            throw Malformed("it is not as long as it says");
        }
    }

    public SerializationContext Context { get; }

    /// <summary>Gets the types whose own code may run while their values are read.</summary>
    public DeclaredTypes Declared { get; private set; }

    public TypeTable Table { get; }

    /// <summary>Says that the caller asked for values of a type: of data, only what belongs to it may run code of its own.</summary>
    public void Declare<T>() => DeclareOnly(DeclaredTypes.Of<T>());

    /// <summary>Says what the caller asked for; gives back what was declared before.</summary>
    public DeclaredTypes DeclareOnly(DeclaredTypes declared)
    {
        DeclaredTypes before = Declared;
        if (!Context.HoldsCode)
        {
            Declared = declared;
        }

        return before;
    }

    /// <summary>Gets or sets what tells that no caller waits for the values any more. It is asked every few thousand objects.</summary>
    public Func<bool>? IsAbandoned { get; set; }

    /// <summary>Gets the bytes left before the end of the payload, or of the item being read.</summary>
    public int Remaining => _end - _position;

    public int Position => _position;

    /// <summary>Gets where reading is, to come back to with <see cref="GoBack"/>.</summary>
    public Place Here => new(_position, _end, _takenCount);

    /// <summary>Goes to where reading was, or was to go on. Blocks taken since are free again: what they became was thrown away.</summary>
    public void GoBack(in Place place)
    {
        _position = place.Position;
        _end = place.End;
        while (_takenCount > place.TakenBlocks)
        {
            _isTaken[_taken[--_takenCount]] = false;
        }
    }

    public byte ReadByte()
    {
        Need(1);
        return _data[_position++];
    }

    public uint ReadVarUInt()
    {
        uint result = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = ReadByte();
            result |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return result;
            }
        }

        throw Malformed("a number is too long");
    }

    public int ReadVarInt()
    {
        uint value = ReadVarUInt();
        return value <= int.MaxValue ? (int)value : throw Malformed("a number is out of range");
    }

    /// <summary>Reads a count of things that take at least one byte each.</summary>
    public int ReadLength()
    {
        int length = ReadVarInt();
        return length <= Remaining ? length : throw Malformed("a length exceeds the payload");
    }

    public T ReadRaw<T>()
    {
        int size = Unsafe.SizeOf<T>();
        Need(size);
        T value = Unsafe.ReadUnaligned<T>(ref _data[_position]);
        _position += size;
        return value;
    }

    public ReadOnlySpan<byte> ReadRaw(int count)
    {
        Need(count);
        ReadOnlySpan<byte> span = _data.AsSpan(_position, count);
        _position += count;
        return span;
    }

    public ReadOnlyMemory<byte> ReadBytes()
    {
        int count = ReadLength();
        ReadOnlyMemory<byte> memory = _data.AsMemory(_position, count);
        _position += count;
        return memory;
    }

    public string? ReadString()
    {
        uint header = ReadVarUInt();
        return header == 0 ? null : ReadText(header - 1);
    }

    /// <summary>Reads text whose header has been read and freed of the caller's own tags.</summary>
    public string ReadText(uint header)
    {
        uint count = header >> 1;
        if (count > (uint)Remaining)
        {
            throw Malformed("a text exceeds the payload");
        }

        ReadOnlySpan<byte> bytes = ReadRaw((int)count);
        if ((header & 1) == 0)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        string text = new('\0', bytes.Length / sizeof(char));
        // The string is ours alone until we return it, so filling it in place is a plain initialisation.
        bytes[..(text.Length * sizeof(char))].CopyTo(
            MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length)));
        return text;
    }

    /// <summary>Takes the byte that was read last back, so that the next read returns it again.</summary>
    public void StepBack() => _position--;

    /// <summary>Reads a block, which must have exactly the element type and length that the graph announced.</summary>
    public Array ReadBlock()
    {
        Block block = ReadPart();
        return block.Offset == 0 && block.Bytes == Buffer.ByteLength(block.Array)
            ? block.Array
            : throw Malformed("a block is no array of its own");
    }

    /// <summary>Reads a block that need not be a whole array.</summary>
    /// <remarks>Each block is given out once: two owners of the same memory would be a sender's way
    /// to let one value change another.</remarks>
    public Block ReadPart()
    {
        int index = ReadVarInt();
        if (index >= _blocks.Length || _isTaken[index])
        {
            throw Malformed("a block is missing");
        }

        _isTaken[index] = true;
        _taken[_takenCount++] = index;
        return _blocks[index];
    }

    /// <summary>Narrows reading to the next <paramref name="length"/> bytes; gives back the end to
    /// restore with <see cref="Leave"/>.</summary>
    public int Enter(int length)
    {
        Need(length);
        int outer = _end;
        _end = _position + length;
        return outer;
    }

    /// <summary>Goes on after the bytes that <see cref="Enter"/> narrowed to, wherever reading them stopped.</summary>
    public void Leave(int outerEnd)
    {
        _position = _end;
        _end = outerEnd;
    }

    public GraphReader RentGraph()
    {
        GraphReader graph = _idleGraph ?? new GraphReader(this);
        _idleGraph = null;
        return graph;
    }

    public void ReturnGraph(GraphReader graph) => _idleGraph = graph;

    public static InvalidDataException Malformed(string what) => new($"The payload is malformed: {what}.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Need(int count)
    {
        if ((uint)count > (uint)(_end - _position))
        {
            throw Malformed("it ends too early");
        }
    }

    /// <summary>A place in the payload, and how many blocks were taken before it.</summary>
    public readonly record struct Place(int Position, int End, int TakenBlocks);
}
