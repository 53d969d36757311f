using Pathos.Wire;

namespace Pathos;

/// <summary>A connection that ends in the middle of something at times.</summary>
internal sealed class TruncatingTransport(Transport inner, FaultDice reads, FaultDice writes) : Transport
{
    public override int Receive(Span<byte> buffer)
    {
        int received = inner.Receive(buffer);
        if (!reads.Falls(received))
        {
            return received;
        }

        // The reader gets the beginning now and the end of the connection next.
        inner.Close();
        return reads.Next(received);
    }

    public override void Close() => inner.Close();

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        if (writes.Falls(bytes.Length))
        {
            inner.Send(bytes[..writes.Next(bytes.Length)]);
            inner.Close();
            throw new TransportClosedException();
        }

        inner.Send(bytes);
        return bytes.Length;
    }
}
