using System.Buffers.Binary;

namespace Pathos.Wire;

/// <summary>Finds the frames in bytes that are passed on, and keeps none of them.</summary>
internal sealed class FrameScanner
{
    private readonly byte[] _head = new byte[FrameHeader.Size];
    private int _filled;

    // Of the frame that has begun: what is left of its announcements, of its body, and of all after its header.
    private FrameHeader _frame;
    private int _announcements;
    private long _rest;
    private bool _hasShown;

    /// <summary>Gets whether the next byte begins a frame.</summary>
    public bool IsBetweenFrames => _filled == 0;

    /// <summary>Goes on to the end of these bytes, or to the point where a frame is known.</summary>
    /// <param name="bytes">What comes next.</param>
    /// <param name="frame">The frame that became known, with the first byte of its body (0 where it has none); null when the bytes end
    /// before.</param>
    /// <returns>How many bytes that is.</returns>
    /// <exception cref="InvalidDataException">What comes is not a frame.</exception>
    public int Advance(ReadOnlySpan<byte> bytes, out (FrameHeader Header, byte First)? frame)
    {
        frame = null;
        int at = 0;
        while (at < bytes.Length && frame is null)
        {
            at += _filled < FrameHeader.Size ? TakeHeader(bytes[at..], ref frame)
                : _announcements > 0 ? TakeAnnouncement(bytes[at..])
                : TakeContent(bytes[at..], ref frame);
            if (_filled == FrameHeader.Size && _announcements == 0 && _rest == 0)
            {
                _filled = 0;
            }
        }

        return at;
    }

    private int TakeHeader(ReadOnlySpan<byte> bytes, ref (FrameHeader Header, byte First)? frame)
    {
        int count = Math.Min(bytes.Length, FrameHeader.Size - _filled);
        bytes[..count].CopyTo(_head.AsSpan(_filled));
        _filled += count;
        if (_filled == FrameHeader.Size)
        {
            _frame = FrameHeader.Read(_head, FrameLimits.Trusted);
            _announcements = _frame.BlockCount * FrameHeader.BlockSize;
            _rest = _frame.BodyLength;
            _hasShown = _frame.BodyLength == 0;
            frame = _hasShown ? (_frame, (byte)0) : null;
        }

        return count;
    }

    /// <summary>The bytes of an announcement may come one by one, so they are kept where the header was, which is known by now.</summary>
    private int TakeAnnouncement(ReadOnlySpan<byte> bytes)
    {
        int begun = (FrameHeader.BlockSize - (_announcements % FrameHeader.BlockSize)) % FrameHeader.BlockSize;
        int count = Math.Min(bytes.Length, FrameHeader.BlockSize - begun);
        bytes[..count].CopyTo(_head.AsSpan(begun));
        _announcements -= count;
        if (begun + count == FrameHeader.BlockSize)
        {
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(_head.AsSpan(1));
            if (length > (ulong)FrameLimits.Trusted.BlockBytes)
            {
                throw new InvalidDataException($"A frame claims a block of {length} bytes.");
            }

            _rest += (long)length;
        }

        return count;
    }

    private int TakeContent(ReadOnlySpan<byte> bytes, ref (FrameHeader Header, byte First)? frame)
    {
        if (!_hasShown)
        {
            _hasShown = true;
            _rest--;
            frame = (_frame, bytes[0]);
            return 1;
        }

        int count = (int)Math.Min(bytes.Length, _rest);
        _rest -= count;
        return count;
    }
}
