using Pathos.Wire;

namespace Pathos;

/// <summary>A connection that is slow at times.</summary>
internal sealed class DelayingTransport(Transport inner, FaultDice reads, FaultDice writes, TimeSpan longest) : Transport
{
    // Never disposed: a reader may still wait on it when the connection is closed, and nothing of it needs the system unless its handle is asked for.
    private readonly ManualResetEventSlim _closed = new();

    public override int Receive(Span<byte> buffer)
    {
        Delay(reads, buffer.Length);
        return inner.Receive(buffer);
    }

    public override void Close()
    {
        _closed.Set();
        inner.Close();
    }

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        Delay(writes, bytes.Length);
        inner.Send(bytes);
        return bytes.Length;
    }

    private void Delay(FaultDice dice, int bytes)
    {
        if (dice.Falls(bytes))
        {
            _closed.Wait(longest * dice.NextShare());
        }
    }
}
