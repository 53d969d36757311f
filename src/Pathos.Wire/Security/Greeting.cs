namespace Pathos.Wire;

/// <summary>What a peer that connects to a server wants. It is not acted on before both sides have proved themselves; from then on TLS keeps it as it was said.</summary>
/// <param name="Purpose">What the connection is for.</param>
/// <param name="Ticket">Which machine or session is meant, where the purpose needs one.</param>
internal readonly record struct Greeting(ConnectionPurpose Purpose, Guid Ticket)
{
    /// <summary>How many bytes it takes.</summary>
    public const int Size = 1 + 16;

    /// <summary>Gets what a pool says that wants the server's own workers.</summary>
    public static Greeting OfPool => new(ConnectionPurpose.Pool, Guid.Empty);

    public static Greeting Read(ReadOnlySpan<byte> source) => new((ConnectionPurpose)source[0], new Guid(source[1..Size]));

    public byte[] ToBytes() => [(byte)Purpose, .. Ticket.ToByteArray()];
}
