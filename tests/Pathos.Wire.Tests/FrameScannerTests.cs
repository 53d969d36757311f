namespace Pathos.Wire.Tests;

/// <summary>Frames in bytes that are passed on.</summary>
public sealed class FrameScannerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Advance_BytesInPiecesOfAnySize_FindsEachFrameOnce(int piece)
    {
        byte[] bytes =
        [
            .. Frame(MessageKind.Heartbeat, 1, [], []),
            .. Frame(MessageKind.RunBatch, 2, [9, 8, 7], [[1, 2], [3]]),
            .. Frame(MessageKind.Results, 3, [1], []),
            .. Frame(MessageKind.DefineValue, 4, [], [[5, 5, 5]]),
            .. Frame(MessageKind.Results, 5, [0, 1], []),
        ];
        var scanner = new FrameScanner();
        List<(MessageKind, long, byte)> found = [];
        for (int at = 0; at < bytes.Length; at += piece)
        {
            ReadOnlySpan<byte> next = bytes.AsSpan(at, Math.Min(piece, bytes.Length - at));
            while (!next.IsEmpty)
            {
                next = next[scanner.Advance(next, out (FrameHeader Header, byte First)? frame)..];
                if (frame is { } known)
                {
                    found.Add((known.Header.Kind, known.Header.Id, known.First));
                }
            }
        }

        Assert.Equal(
            [(MessageKind.Heartbeat, 1, 0), (MessageKind.RunBatch, 2, 9), (MessageKind.Results, 3, 1), (MessageKind.DefineValue, 4, 0), (MessageKind.Results, 5, 0)],
            found);
        Assert.True(scanner.IsBetweenFrames);
    }

    [Fact]
    public void Advance_WhatIsNoFrame_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => new FrameScanner().Advance([.. Enumerable.Repeat((byte)255, FrameHeader.Size)], out _));

    private static byte[] Frame(MessageKind kind, long id, byte[] body, byte[][] blocks)
    {
        byte[] header = new byte[FrameHeader.Size];
        new FrameHeader(body.Length, kind, blocks.Length, id).Write(header);
        IEnumerable<byte> announcements = blocks.SelectMany(static block => (byte[])[1, .. BitConverter.GetBytes((ulong)block.Length)]);
        return [.. header, .. announcements, .. body, .. blocks.SelectMany(static block => block)];
    }
}
