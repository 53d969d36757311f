namespace Pathos.Wire;

/// <summary>The worker needs a broadcast value that its host does not have yet. The id names the question.</summary>
internal sealed record ValueWanted(string Hash) : MessageFields
{
    public override int MaxSize => FieldWriter.SizeOf(Hash);

    public static ValueWanted Read(ReadOnlySpan<byte> body) => new(new FieldReader(body).Text("ValueWanted.Hash", Bounds.Hash));

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Hash);
        return writer.Written;
    }
}
