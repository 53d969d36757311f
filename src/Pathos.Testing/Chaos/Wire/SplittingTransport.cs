using Pathos.Wire;

namespace Pathos;

/// <summary>A connection that takes and gives bytes in small pieces at times, as a stream may.</summary>
internal sealed class SplittingTransport(Transport inner, FaultDice reads, FaultDice writes) : Transport
{
    private const int LongestPiece = 24;

    // A megabyte in pieces of a few bytes would say nothing more than its beginning does.
    private const int LongestSplit = 2048;

    public override int Receive(Span<byte> buffer) =>
        inner.Receive(reads.Falls(buffer.Length) ? buffer[..Math.Min(buffer.Length, 1 + reads.Next(LongestPiece))] : buffer);

    public override void Close() => inner.Close();

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        int count = bytes.Length;
        if (writes.Falls(bytes.Length))
        {
            for (int split = 0; split < LongestSplit && !bytes.IsEmpty;)
            {
                int piece = Math.Min(bytes.Length, 1 + writes.Next(LongestPiece));
                inner.Send(bytes[..piece]);
                bytes = bytes[piece..];
                split += piece;
            }
        }

        inner.Send(bytes);
        return count;
    }
}
