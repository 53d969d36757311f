using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Journals;

/// <summary>Reads the records of a journal one after another, up to the first that is not whole.</summary>
internal sealed class RecordScanner(SafeFileHandle file, long start, long length) : IDisposable
{
    private const int PieceSize = 1 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
    private int _from;
    private int _to;
    private long _offset = start;

    /// <summary>Gets where the body of the last record begins.</summary>
    public long BodyOffset { get; private set; }

    /// <summary>Gets whether an incomplete record reaches to the end of the file, so that it is what an interrupted write leaves behind.</summary>
    public bool BreaksOff { get; private set; }

    public bool TryRead(out ReadOnlySpan<byte> body)
    {
        body = default;
        if (length - _offset < RecordFormat.HeadSize)
        {
            BreaksOff = true;
            return false;
        }

        Fill(RecordFormat.HeadSize);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_from));
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_from + sizeof(uint)));
        long left = length - _offset - RecordFormat.HeadSize;
        if (size == 0 || size > left)
        {
            // Longer than the file: broken off. Of no length: zeros, which a system that died left in place of the bytes; then nothing but zeros follows.
            BreaksOff = size > left || IsZeroToTheEnd();
            return false;
        }

        Fill(RecordFormat.HeadSize + (int)size);
        body = _buffer.AsSpan(_from + RecordFormat.HeadSize, (int)size);
        if (Checksum.Of(body) != checksum)
        {
            BreaksOff = size == left;
            body = default;
            return false;
        }

        BodyOffset = _offset + RecordFormat.HeadSize;
        _offset = BodyOffset + size;
        _from += RecordFormat.HeadSize + (int)size;
        return true;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private bool IsZeroToTheEnd()
    {
        for (long offset = _offset; offset < length; offset += _to)
        {
            (_from, _to) = (0, RandomAccess.Read(file, _buffer, offset));
            if (_to == 0)
            {
                return true;
            }

            if (_buffer.AsSpan(0, _to).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes so many bytes available from where the scanner stands. The file has them.</summary>
    private void Fill(int count)
    {
        if (_to - _from >= count)
        {
            return;
        }

        byte[] target = _buffer.Length >= count ? _buffer : ArrayPool<byte>.Shared.Rent(count);
        _buffer.AsSpan(_from, _to - _from).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_from, _to) = (0, _to - _from);
        while (_to < count)
        {
            int read = RandomAccess.Read(file, _buffer.AsSpan(_to), _offset + _to);
            if (read == 0)
            {
                throw new EndOfStreamException("The file became shorter while it was read.");
            }

            _to += read;
        }
    }
}
