using System.Buffers.Binary;
using Pathos.Wire;

namespace Pathos;

/// <summary>Follows a stream of frames, in whatever pieces it comes, and tells which of its bytes are structure: lengths, kinds and counts.</summary>
internal sealed class FrameStructure
{
    private const int IdAt = 8;

    private readonly byte[] _front = new byte[FrameHeader.Size];
    private int _frontLength;
    private int _announcements;
    private long _content;

    /// <summary>Passes over the next bytes of the stream and returns where among them structure lies.</summary>
    public List<int> Find(ReadOnlySpan<byte> bytes)
    {
        List<int> places = [];
        for (int i = 0; i < bytes.Length;)
        {
            if (_announcements == 0 && _frontLength == 0 && _content > 0)
            {
                int passed = (int)Math.Min(_content, bytes.Length - i);
                _content -= passed;
                i += passed;
                continue;
            }

            if (_announcements > 0 || _frontLength < IdAt)
            {
                places.Add(i);
            }

            _front[_frontLength++] = bytes[i++];
            TakeFront();
        }

        return places;
    }

    private void TakeFront()
    {
        if (_announcements > 0 && _frontLength == FrameHeader.BlockSize)
        {
            _announcements--;
            _content += BinaryPrimitives.ReadUInt32LittleEndian(_front.AsSpan(1));
            _frontLength = 0;
        }
        else if (_announcements == 0 && _frontLength == FrameHeader.Size)
        {
            // No limits are checked: another fault may have broken the stream before, and then what is found is as good as any other byte.
            _announcements = BinaryPrimitives.ReadUInt16LittleEndian(_front.AsSpan(6));
            _content = BinaryPrimitives.ReadUInt32LittleEndian(_front);
            _frontLength = 0;
        }
    }
}
