using Pathos.Wire;

namespace Pathos;

/// <summary>A connection on which bytes vanish at times: all of a read or write, its end, or something out of its middle.</summary>
internal sealed class DroppingTransport(Transport inner, FaultDice reads, FaultDice writes) : Transport
{
    public override int Receive(Span<byte> buffer)
    {
        while (true)
        {
            int received = inner.Receive(buffer);
            if (!reads.Falls(received))
            {
                return received;
            }

            (int from, int to) = Gap(reads, received);
            buffer[to..received].CopyTo(buffer[from..]);
            if (received > to - from)
            {
                return received - (to - from);
            }

            // All of it has vanished, and 0 would mean the end: what comes next stands in its place.
        }
    }

    public override void Close() => inner.Close();

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        int count = bytes.Length;
        if (writes.Falls(bytes.Length))
        {
            (int from, int to) = Gap(writes, bytes.Length);
            inner.Send(bytes[..from]);
            bytes = bytes[to..];
        }

        inner.Send(bytes);
        return count;
    }

    private static (int From, int To) Gap(FaultDice dice, int length)
    {
        // A whole write is often a whole frame: half of the gaps are that, for it is the loss that leaves no broken frame behind.
        if (dice.Next(2) == 0)
        {
            return (0, length);
        }

        int from = dice.Next(length);
        return (from, from + 1 + dice.Next(length - from));
    }
}
