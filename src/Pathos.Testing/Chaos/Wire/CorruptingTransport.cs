using Pathos.Wire;

namespace Pathos;

/// <summary>A connection on which a bit flips at times: in the structure of the frames only, or anywhere.</summary>
internal sealed class CorruptingTransport(Transport inner, FaultDice reads, FaultDice writes, bool sparesContent) : Transport
{
    private readonly FrameStructure _read = new();
    private readonly FrameStructure _written = new();

    public override int Receive(Span<byte> buffer)
    {
        int received = inner.Receive(buffer);
        Corrupt(buffer[..received], _read, reads);
        return received;
    }

    public override void Close() => inner.Close();

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        // What is sent belongs to the sender: it may be the user's own array.
        byte[] copy = bytes.ToArray();
        Corrupt(copy, _written, writes);
        inner.Send(copy);
        return bytes.Length;
    }

    private void Corrupt(Span<byte> bytes, FrameStructure structure, FaultDice dice)
    {
        List<int> places = sparesContent ? structure.Find(bytes) : [];
        if (sparesContent ? places.Count > 0 && dice.Falls(bytes.Length) : dice.Falls(bytes.Length))
        {
            bytes[sparesContent ? places[dice.Next(places.Count)] : dice.Next(bytes.Length)] ^= (byte)(1 << dice.Next(8));
        }
    }
}
