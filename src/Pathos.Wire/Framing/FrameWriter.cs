using System.Buffers.Binary;

namespace Pathos.Wire;

/// <summary>Turns messages into frames and sends them, many small ones with one write. One thread at a time.</summary>
internal sealed class FrameWriter(Transport transport)
{
    private const int BufferSize = 64 << 10;

    // Payloads beyond this are sent from where they lie: copying them would cost more than another write.
    private const int CopyLimit = 16 << 10;

    private byte[] _buffer = new byte[BufferSize];
    private int _used;

    /// <summary>Appends a frame. It leaves with <see cref="Flush"/>, or earlier when the buffer is full.</summary>
    public void Append(in Message message)
    {
        int frontSize = FrameHeader.Size + (message.Blocks.Length * FrameHeader.BlockSize);
        int start = Reserve(frontSize + message.Fields.MaxSize);
        int fieldsLength = message.Fields.Write(_buffer.AsSpan(start + frontSize));
        WriteFront(_buffer.AsSpan(start, frontSize), message, checked(fieldsLength + message.Payload.Length));
        _used = start + frontSize + fieldsLength;
        AppendBytes(message.Payload.Span);
        foreach (Block block in message.Blocks)
        {
            AppendBytes(PrimitiveBlock.BytesOf(block));
        }
    }

    /// <summary>Appends a frame whose body is there already.</summary>
    public void Append(MessageKind kind, long id, ReadOnlySpan<byte> body)
    {
        int start = Reserve(FrameHeader.Size);
        new FrameHeader(body.Length, kind, 0, id).Write(_buffer.AsSpan(start));
        _used = start + FrameHeader.Size;
        AppendBytes(body);
    }

    public void Flush()
    {
        if (_used > 0)
        {
            int used = _used;
            _used = 0;
            transport.Send(_buffer.AsSpan(0, used));
        }
    }

    private static void WriteFront(Span<byte> destination, in Message message, int bodyLength)
    {
        new FrameHeader(bodyLength, message.Kind, message.Blocks.Length, message.Id).Write(destination);
        destination = destination[FrameHeader.Size..];
        foreach (Block block in message.Blocks)
        {
            destination[0] = (byte)((int)PrimitiveBlock.KindOf(block.Array) | (block.IsTransient ? FrameHeader.TransientBlock : 0));
            BinaryPrimitives.WriteUInt64LittleEndian(destination[1..], (ulong)block.Bytes);
            destination = destination[FrameHeader.BlockSize..];
        }
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > CopyLimit)
        {
            Flush();
            transport.Send(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(Reserve(bytes.Length)));
        _used += bytes.Length;
    }

    /// <summary>Makes room at the end of the buffer and returns where it begins.</summary>
    private int Reserve(int size)
    {
        if (_buffer.Length - _used < size)
        {
            Flush();
            if (_buffer.Length < size)
            {
                _buffer = new byte[size];
            }
        }

        return _used;
    }
}
