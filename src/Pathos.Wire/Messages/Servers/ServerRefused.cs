namespace Pathos.Wire;

/// <summary>A server does not do what a peer that holds the secret came for; nothing else comes on the connection.</summary>
/// <param name="Reason">Why, and what helps, for people.</param>
internal sealed record ServerRefused(string Reason) : MessageFields
{
    // A reader takes no more; ours are a sentence or two.
    private const int LongestReason = 1024;

    public override int MaxSize => FieldWriter.SizeOf(Reason);

    public static ServerRefused Read(ReadOnlySpan<byte> body)
    {
        string reason = new FieldReader(body).Text();
        return reason.Length <= LongestReason ? new ServerRefused(reason) : throw new InvalidDataException("A server gives a reason that is too long.");
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Reason);
        return writer.Written;
    }
}
