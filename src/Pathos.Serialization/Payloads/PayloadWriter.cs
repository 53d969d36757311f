using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Pathos.Serialization;

/// <summary>Collects one payload: primitives in a growing buffer, types in a table, large arrays as blocks by reference.</summary>
/// <remarks>Not thread-safe; one writer belongs to one thread at a time and may be used again after <see cref="Finish"/>.</remarks>
internal sealed class PayloadWriter(SerializationContext context)
{
    /// <summary>Arrays of primitives from this size up are not copied: the transport gathers them from where they are.</summary>
    public const int BlockThreshold = 64 * 1024;

    private const long DefaultSequenceLimit = 256L << 20;

    // An array can be no longer. Some bytes of it are left to the fields of the message that brings the payload.
    private const int MostBytes = 0x7FC00000;

    /// <summary>A string this short is at most 63 bytes of UTF-8, so its header is one byte, known before encoding.</summary>
    private const int ShortString = 21;

    private readonly List<Block> _blocks = [];
    private readonly List<int> _blockPositions = [];
    private byte[] _buffer = new byte[512];
    private int _length;
    private long _blockBytes;
    private GraphWriter? _idleGraph;

    public SerializationContext Context { get; } = context;

    /// <summary>Gets the types whose own code may run where the values are read.</summary>
    public DeclaredTypes Declared { get; private set; } = context.HoldsCode ? DeclaredTypes.All : DeclaredTypes.None;

    /// <summary>Gets or sets how much of a lazy sequence is written, in bytes: what has no end must not fill the memory.</summary>
    public long SequenceLimit { get; set; } = DefaultSequenceLimit;

    /// <summary>Gets or sets how many bytes are written at most, blocks not counted.</summary>
    public int SizeLimit { get; set; } = MostBytes;

    /// <summary>Gets or sets how many blocks there are at most: a frame counts them in 16 bits.</summary>
    public int BlockLimit { get; set; } = ushort.MaxValue;

    /// <summary>Gets or sets what tells that no caller waits for the payload any more. It is asked every few thousand objects.</summary>
    public Func<bool>? IsAbandoned { get; set; }

    /// <summary>Gets the types, methods and assemblies that the body mentions by index.</summary>
    public TypeTableWriter Table { get; } = new(context.Types, context.Shipped);

    /// <summary>Gets the bytes so far: body, table and blocks.</summary>
    public long Length => BodyLength + Table.Length;

    /// <summary>Gets the bytes so far without the table: what was written in place, and the blocks that it hands over.</summary>
    public long BodyLength => _length + _blockBytes;

    /// <summary>Gets the position in the body, for lengths that are patched in afterwards.</summary>
    public int Position => _length;

    /// <summary>Gets or sets where the registrations are collected by which something was written;
    /// null where they are not asked for.</summary>
    public HashSet<Registration>? Registered { get; set; }

    /// <summary>Says that the reader will ask for values of a type.</summary>
    public void Declare<T>() => DeclareOnly(DeclaredTypes.Of<T>());

    /// <summary>Says what the reader will ask for; gives back what was declared before.</summary>
    public DeclaredTypes DeclareOnly(DeclaredTypes declared)
    {
        DeclaredTypes before = Declared;
        if (!Context.HoldsCode)
        {
            Declared = declared;
        }

        return before;
    }

    /// <summary>Remembers this point, to come back to with <see cref="Rollback"/>.</summary>
    public int Mark() => _length;

    /// <summary>Forgets everything written since the mark. Table entries stay: they are resolved
    /// only when something mentions them.</summary>
    public void Rollback(int mark)
    {
        _length = mark;
        while (_blocks.Count > 0 && _blockPositions[^1] >= mark)
        {
            _blockBytes -= _blocks[^1].Bytes;
            _blocks.RemoveAt(_blocks.Count - 1);
            _blockPositions.RemoveAt(_blocks.Count);
        }
    }

    public void WriteByte(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    public void WriteVarInt(int value) => WriteVarInt((uint)value);

    public void WriteVarInt(uint value)
    {
        Reserve(5);
        _length = PutVarInt(_buffer, _length, value);
    }

    /// <summary>Writes a value that holds no reference, as it lies in memory.</summary>
    public void WriteRaw<T>(T value)
    {
        int size = Unsafe.SizeOf<T>();
        Reserve(size);
        Unsafe.WriteUnaligned(ref _buffer[_length], value);
        _length += size;
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarInt(bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Writes text, or null. UTF-8, except for text that UTF-8 cannot carry (a lone surrogate), which goes as it is.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(0);
            return;
        }

        WriteText(value, reservedTags: 1);
    }

    /// <summary>Writes text after <paramref name="reservedTags"/> header values that mean something else to the caller.</summary>
    public void WriteText(string value, int reservedTags)
    {
        int mark = _length;
        int bytes = value.Length <= ShortString ? -1 : CountBytes(value);
        if (bytes < 0)
        {
            Reserve(1 + (3 * ShortString));
            if (Utf8.FromUtf16(value, _buffer.AsSpan(_length + 1), out _, out bytes, replaceInvalidSequences: false)
                == OperationStatus.Done)
            {
                // (bytes << 1) + reservedTags is below 0x80 by the choice of ShortString, for one reserved tag or two. 63 needs the check.
                uint header = (uint)((bytes << 1) + reservedTags);
                if (header < 0x80)
                {
                    _buffer[_length] = (byte)header;
                    _length += 1 + bytes;
                    return;
                }
            }
            else
            {
                bytes = -1;
            }
        }

        if (bytes >= 0)
        {
            WriteVarInt((uint)((bytes << 1) + reservedTags));
            Reserve(bytes);
            if (Utf8.FromUtf16(value, _buffer.AsSpan(_length, bytes), out _, out int written, replaceInvalidSequences: false)
                == OperationStatus.Done)
            {
                _length += written;
                return;
            }

            _length = mark;
        }

        WriteVarInt((uint)(((value.Length * sizeof(char)) << 1 | 1) + reservedTags));
        WriteRaw(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    /// <summary>Leaves room for a length that is known later.</summary>
    public int ReserveLength()
    {
        int at = _length;
        WriteRaw(0);
        return at;
    }

    /// <summary>Fills in what <see cref="ReserveLength"/> left open: the bytes written since, or <paramref name="value"/>.</summary>
    public void PatchLength(int at, int? value = null) =>
        Unsafe.WriteUnaligned(ref _buffer[at], value ?? (_length - at - sizeof(int)));

    /// <summary>Changes a byte that was written before.</summary>
    public void PatchByte(int at, byte value) => _buffer[at] = value;

    /// <summary>Hands over a large array of primitives by reference; the body holds its index.</summary>
    public void WriteBlock(Array array) => WriteBlock((array, 0, Buffer.ByteLength(array), IsTransient: false));

    /// <summary>Hands over a part of an array. Where it arrives, the part is not an array of its own.</summary>
    public void WritePart(Array array, int offset, int bytes) => WriteBlock((array, offset, bytes, IsTransient: true));

    /// <exception cref="NotShippableException">There are more blocks than can travel. The
    /// <see cref="GraphWriter"/> knows the path.</exception>
    private void WriteBlock(in Block block)
    {
        if (_blocks.Count == BlockLimit)
        {
            throw Refusal.TooManyArrays.WithoutPath("array");
        }

        _blocks.Add(block);
        _blockPositions.Add(_length);
        _blockBytes += block.Bytes;
        WriteVarInt(_blocks.Count - 1);
    }

    /// <summary>Borrows the graph walker of this writer; a graph inside a graph gets one of its own.</summary>
    public GraphWriter RentGraph()
    {
        GraphWriter graph = _idleGraph ?? new GraphWriter(this);
        _idleGraph = null;
        return graph;
    }

    public void ReturnGraph(GraphWriter graph) => _idleGraph = graph;

    /// <summary>Appends the payload to a hash: the same for equal content, whichever process wrote it.</summary>
    /// <param name="withBuilds">Whether code is told by its build, or by the names of its types alone.</param>
    public void AppendContent(System.Security.Cryptography.IncrementalHash hash, bool withBuilds)
    {
        Table.AppendTo(hash, withBuilds);
        hash.AppendData(_buffer.AsSpan(0, _length));
        foreach (Block block in _blocks)
        {
            hash.AppendData(BoxedMemory.Of(block.Array, block.Offset, block.Bytes));
        }
    }

    /// <summary>Ends the payload and makes the writer ready for the next one. The bytes belong to the caller.</summary>
    public Payload Finish()
    {
        int table = Table.Length;
        if ((long)table + _length > SizeLimit)
        {
            throw Refusal.TooLarge.WithoutPath("payload");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(VarIntSize((uint)table) + table + VarIntSize((uint)_length) + _length);
        int at = PutVarInt(bytes, 0, (uint)table);
        Table.CopyTo(bytes.AsSpan(at, table));
        at = PutVarInt(bytes, at + table, (uint)_length);
        _buffer.AsSpan(0, _length).CopyTo(bytes.AsSpan(at));
        Block[] blocks = _blocks.Count == 0 ? [] : _blocks.ToArray();

        Reset();
        return new Payload(bytes, blocks);
    }

    /// <summary>Forgets the whole payload, table included.</summary>
    public void Reset()
    {
        _length = 0;
        _blockBytes = 0;
        _blocks.Clear();
        _blockPositions.Clear();
        Table.Clear();
        if (_buffer.Length > 4 * 1024 * 1024)
        {
            // One huge payload must not keep its buffer for the life of the connection.
            _buffer = new byte[512];
        }
    }

    private static int VarIntSize(uint value) => ((BitOperations.Log2(value | 1) / 7) + 1);

    /// <summary>Returns where to go on.</summary>
    private static int PutVarInt(byte[] destination, int at, uint value)
    {
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[at] = (byte)value;
        return at + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        long wanted = Math.Max((long)_length + count, _buffer.Length * 2L);
        if ((long)_length + count > SizeLimit)
        {
            throw Refusal.TooLarge.WithoutPath("payload");
        }

        Array.Resize(ref _buffer, (int)Math.Min(wanted, SizeLimit));
    }

    /// <summary>Counts the bytes of a text in UTF-8, which may be more than a number of 32 bits holds.</summary>
    private static int CountBytes(string value)
    {
        if (value.Length <= int.MaxValue / 3)
        {
            return Encoding.UTF8.GetByteCount(value);
        }

        int half = value.Length / 2;
        half -= char.IsHighSurrogate(value[half - 1]) ? 1 : 0;
        long bytes = (long)Encoding.UTF8.GetByteCount(value.AsSpan(0, half)) + Encoding.UTF8.GetByteCount(value.AsSpan(half));
        return bytes <= MostBytes ? (int)bytes : throw Refusal.TooLarge.WithoutPath("string");
    }
}
