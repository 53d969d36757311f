namespace Pathos.Wire;

/// <summary>A server does not do what a peer that holds the secret came for; nothing else comes on the connection.</summary>
/// <param name="Reason">Why, and what helps, for people.</param>
internal sealed record ServerRefused(string Reason) : MessageFields
{
    public override int MaxSize => FieldWriter.SizeOf(Reason);

    public static ServerRefused Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new ServerRefused(reader.Text("ServerRefused.Reason", Bounds.Reason));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Reason);
        return writer.Written;
    }
}
