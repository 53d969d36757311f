using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Pathos.Wire;

/// <summary>Cuts the bytes of a transport into frames. One thread reads at a time.</summary>
internal sealed class FrameReader(Transport transport, FrameLimits limits)
{
    private const int BufferSize = 64 << 10;
    private const int WasteSize = 16 << 10;

    // Up to here memory is taken at once. For more than that a part must have come first: a peer can claim what it does not send.
    private const int EagerSize = 16 << 20;
    private const int PartFirst = 16;

    private byte[] _buffer = new byte[BufferSize];
    private FrameLimits _limits = limits;

    // Written by the reading thread, read by the watcher of the connection.
    private long _received;
    private bool _isWaiting;
    private int _start;
    private int _end;

    /// <summary>Gets how many bytes have come. Any thread may ask.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Gets whether the reading thread waits for bytes; false while it is busy with what came. Any thread may ask.</summary>
    public bool IsWaiting => Volatile.Read(ref _isWaiting);

    /// <summary>After the handshake the other side may send more.</summary>
    public void Trust() => _limits = FrameLimits.Trusted;

    /// <summary>Takes what was received and not read, for another reader of this connection.</summary>
    public ReadOnlySpan<byte> TakeBuffered()
    {
        ReadOnlySpan<byte> buffered = _buffer.AsSpan(_start, _end - _start);
        _start = _end;
        return buffered;
    }

    /// <summary>Leaves the buffer, and the frame in it, to the thread that read it last; another thread reads on from a new one. Not while a thread reads.</summary>
    public void LeaveBuffer() => _buffer = (byte[])_buffer.Clone();

    /// <summary>Reads the next frame; false when the other side is gone.</summary>
    /// <exception cref="InvalidDataException">What came is not a frame, or is beyond the limits; the connection cannot be used any more.</exception>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        if (!TryFill(FrameHeader.Size))
        {
            return false;
        }

        FrameHeader header = FrameHeader.Read(_buffer.AsSpan(_start), _limits);
        _start += FrameHeader.Size;
        BlockHead[] heads = header.BlockCount == 0 ? [] : new BlockHead[header.BlockCount];
        for (int i = 0; i < heads.Length; i++)
        {
            if (!TryFill(FrameHeader.BlockSize))
            {
                return false;
            }

            heads[i] = ReadBlockHead();
        }

        if (!TryReadBody(header.BodyLength, out ReadOnlyMemory<byte> body, out OutOfMemoryException? missing)
            || !TryReadBlocks(heads, ref missing, out Block[] blocks))
        {
            return false;
        }

        frame = new Frame(header.Kind, header.Id, body, blocks) { Missing = missing };
        return true;
    }

    private BlockHead ReadBlockHead()
    {
        var kind = (BlockKind)(_buffer[_start] & ~FrameHeader.TransientBlock);
        bool isTransient = (_buffer[_start] & FrameHeader.TransientBlock) != 0;
        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_start + 1));
        if (bytes > (ulong)_limits.BlockBytes)
        {
            throw new InvalidDataException($"A frame claims a block of {bytes} bytes; at most {_limits.BlockBytes} are taken here.");
        }

        PrimitiveBlock.Require(kind, (long)bytes);
        _start += FrameHeader.BlockSize;
        return new BlockHead(kind, (long)bytes, isTransient);
    }

    private bool TryReadBody(int length, out ReadOnlyMemory<byte> body, out OutOfMemoryException? missing)
    {
        // A body that fits stays in the buffer. The blocks behind it are larger as a rule and are read past the buffer; small ones must not overwrite it.
        body = default;
        missing = null;
        if (length <= BufferSize && TryFill(length))
        {
            body = _buffer.AsMemory(_start, length);
            _start += length;
            return true;
        }

        if (length <= BufferSize)
        {
            return false;
        }

        if (!TryReadLarge(length, out byte[] large, out OutOfMemoryException? full))
        {
            return false;
        }

        if (full is not null)
        {
            missing = DoesNotFit(length, full);
            return TrySkip(length - large.Length);
        }

        body = large;
        return true;
    }

    /// <summary>Reads so many bytes into memory of their own. Large data comes in steps, so that memory is claimed as bytes arrive.</summary>
    /// <param name="bytes">All of them; where there is no memory for them, those that were read.</param>
    /// <param name="full">Why there is no memory.</param>
    private bool TryReadLarge(long count, out byte[] bytes, out OutOfMemoryException? full)
    {
        if (!TryReadFirst(count, out bytes, out full) || full is not null)
        {
            return full is not null;
        }

        byte[] all;
        try
        {
            all = GC.AllocateUninitializedArray<byte>((int)count);
        }
        catch (OutOfMemoryException error)
        {
            full = error;
            return true;
        }

        int first = bytes.Length;
        bytes.CopyTo(all, 0);
        bytes = all;
        return TryReadInto(all.AsSpan(first));
    }

    /// <summary>Reads the first part of what is large, before memory is taken for all of it. Nothing where it is not.</summary>
    private bool TryReadFirst(long count, out byte[] first, out OutOfMemoryException? full)
    {
        (first, full) = ([], null);
        return count <= EagerSize || TryReadLarge(count / PartFirst, out first, out full);
    }

    /// <summary>Reads the blocks, each allocated when its turn comes: a peer can claim one that it does not send, but not thousands.</summary>
    private bool TryReadBlocks(BlockHead[] heads, ref OutOfMemoryException? missing, out Block[] blocks)
    {
        blocks = heads.Length == 0 ? [] : new Block[heads.Length];
        for (int i = 0; i < heads.Length; i++)
        {
            byte[] first = [];
            OutOfMemoryException? full = null;
            if (missing is null && !TryReadFirst(heads[i].Bytes, out first, out full))
            {
                return false;
            }

            if (missing is null && full is null && TryAllocate(heads[i], out Array? block, out full))
            {
                blocks[i] = (block, 0, (int)heads[i].Bytes, heads[i].IsTransient);
                Span<byte> bytes = PrimitiveBlock.BytesOf(blocks[i]);
                first.CopyTo(bytes);
                if (!TryReadInto(bytes[first.Length..]))
                {
                    return false;
                }
            }
            else
            {
                // Those that are here already are of no use alone, and memory is what is short.
                missing ??= DoesNotFit(heads[i].Bytes, full!);
                blocks = [];
                if (!TrySkip(heads[i].Bytes - first.Length))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TryAllocate(BlockHead head, [NotNullWhen(true)] out Array? block, [NotNullWhen(false)] out OutOfMemoryException? full)
    {
        try
        {
            (block, full) = (head.IsTransient ? PrimitiveBlock.Rent(head.Kind, head.Bytes) : PrimitiveBlock.Allocate(head.Kind, head.Bytes), null);
            return true;
        }
        catch (OutOfMemoryException error)
        {
            (block, full) = (null, error);
            return false;
        }
    }

    private static OutOfMemoryException DoesNotFit(long bytes, OutOfMemoryException error) =>
        new($"A message brings {bytes} bytes in one piece, and this process has no memory for them. Send less at a time, or give this process more.", error);

    /// <summary>Skips bytes of the stream.</summary>
    private bool TrySkip(long count)
    {
        int buffered = (int)Math.Min(count, _end - _start);
        _start += buffered;
        count -= buffered;

        // What lies before _start may be a body that is about to be handed out: skipped bytes go elsewhere.
        byte[] waste = count > 0 ? new byte[WasteSize] : [];
        while (count > 0)
        {
            int received = Receive(waste.AsSpan(0, (int)Math.Min(count, waste.Length)));
            if (received == 0)
            {
                return false;
            }

            count -= received;
        }

        return true;
    }

    /// <summary>Makes at least this many bytes available at the start of what is buffered.</summary>
    private bool TryFill(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end < count)
        {
            int received = Receive(_buffer.AsSpan(_end));
            if (received == 0)
            {
                return false;
            }

            _end += received;
        }

        return true;
    }

    /// <summary>Reads into memory of its own: what is buffered first, then straight from the transport.</summary>
    private bool TryReadInto(Span<byte> destination)
    {
        int buffered = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(destination);
        _start += buffered;
        destination = destination[buffered..];
        while (!destination.IsEmpty)
        {
            int received = Receive(destination);
            if (received == 0)
            {
                return false;
            }

            destination = destination[received..];
        }

        return true;
    }

    private int Receive(Span<byte> buffer)
    {
        Volatile.Write(ref _isWaiting, true);
        int received = transport.Receive(buffer);
        Volatile.Write(ref _received, _received + received);
        Volatile.Write(ref _isWaiting, false);
        return received;
    }

    private readonly record struct BlockHead(BlockKind Kind, long Bytes, bool IsTransient);
}
