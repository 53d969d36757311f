namespace Pathos.Wire;

/// <summary>A pool wants workers of a machine: it shall connect once more, and show the ticket.</summary>
/// <param name="Client">Where the pool comes from.</param>
internal sealed record OpenSession(Guid Ticket, string Client) : MessageFields
{
    public override int MaxSize => 16 + FieldWriter.SizeOf(Client);

    public static OpenSession Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new OpenSession(reader.Guid(), reader.Text("OpenSession.Client", Bounds.Name));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Guid(Ticket);
        writer.Text(Client);
        return writer.Written;
    }
}
