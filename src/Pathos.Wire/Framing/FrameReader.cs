using System.Buffers.Binary;
using System.Diagnostics;

namespace Pathos.Wire;

/// <summary>Cuts the bytes of a transport into frames. One thread reads at a time.</summary>
internal sealed class FrameReader(Transport transport, FrameLimits limits)
{
    private const int BufferSize = 64 << 10;

    private readonly byte[] _buffer = new byte[BufferSize];
    private FrameLimits _limits = limits;

    // When bytes last came, as a timestamp of Stopwatch; 0 while the reading thread does something else than wait for bytes. Written by it, read by whoever watches for silence.
    private long _waitingSince;
    private int _start;
    private int _end;

    /// <summary>How long the other side has said nothing while it was listened to: a reader that is busy with what came before hears nothing, and blames nobody.</summary>
    public TimeSpan Silence => Volatile.Read(ref _waitingSince) is var since && since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since);

    /// <summary>After the handshake the other side may send more.</summary>
    public void Trust() => _limits = FrameLimits.Trusted;

    /// <summary>Reads the next frame; false when the other side is gone.</summary>
    /// <exception cref="InvalidDataException">What came is no frame, or one beyond the limits; the connection is of no use any more.</exception>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        if (!TryFill(FrameHeader.Size))
        {
            return false;
        }

        FrameHeader header = FrameHeader.Read(_buffer.AsSpan(_start), _limits);
        _start += FrameHeader.Size;
        Array[] blocks = header.BlockCount == 0 ? [] : new Array[header.BlockCount];
        for (int i = 0; i < blocks.Length; i++)
        {
            if (!TryFill(FrameHeader.BlockSize))
            {
                return false;
            }

            blocks[i] = AllocateBlock();
        }

        if (!TryReadBody(header.BodyLength, out ReadOnlyMemory<byte> body))
        {
            return false;
        }

        foreach (Array block in blocks)
        {
            if (!TryReadInto(PrimitiveBlock.BytesOf(block)))
            {
                return false;
            }
        }

        frame = new Frame(header.Kind, header.Id, body, blocks);
        return true;
    }

    private Array AllocateBlock()
    {
        var kind = (BlockKind)_buffer[_start];
        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_start + 1));
        if (bytes > (ulong)_limits.BlockBytes)
        {
            throw new InvalidDataException($"A frame claims a block of {bytes} bytes; at most {_limits.BlockBytes} are taken here.");
        }

        _start += FrameHeader.BlockSize;
        return PrimitiveBlock.Allocate(kind, (long)bytes);
    }

    private bool TryReadBody(int length, out ReadOnlyMemory<byte> body)
    {
        // A body that fits stays in the buffer; one with blocks behind it must not, because they are read through the same buffer.
        if (length <= BufferSize && TryFill(length))
        {
            body = _buffer.AsMemory(_start, length);
            _start += length;
            return true;
        }

        byte[] large = length <= BufferSize ? [] : GC.AllocateUninitializedArray<byte>(length);
        body = large;
        return length > BufferSize && TryReadInto(large);
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
        Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());
        int received = transport.Receive(buffer);
        Volatile.Write(ref _waitingSince, 0);
        return received;
    }
}
