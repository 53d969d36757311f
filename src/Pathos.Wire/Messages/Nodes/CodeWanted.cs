namespace Pathos.Wire;

/// <summary>A node lacks an assembly that its pool has offered, and asks for a piece of it. One question at a time.</summary>
/// <param name="Hash">Which.</param>
/// <param name="Offset">From which byte on.</param>
internal sealed record CodeWanted(string Hash, long Offset) : MessageFields
{
    public override int MaxSize => sizeof(long) + FieldWriter.SizeOf(Hash);

    public static CodeWanted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new CodeWanted(reader.Text("CodeWanted.Hash", Bounds.Hash), reader.Int64("CodeWanted.Offset", 0, Bounds.CodeFile));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Hash);
        writer.Int64(Offset);
        return writer.Written;
    }
}
