namespace Pathos.Wire;

/// <summary>The answer to the question of the same id. The payload holds the image, when it is not a path on this host.</summary>
internal sealed record AssemblyAnswer(bool IsFound, string? Name, Guid Mvid, string? Path) : MessageFields
{
    public override int MaxSize => 17 + FieldWriter.SizeOf(Name) + FieldWriter.SizeOf(Path);

    public static AssemblyAnswer Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new AssemblyAnswer(reader.Boolean(), reader.TextOrNull(), reader.Guid(), reader.TextOrNull());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(IsFound);
        writer.Text(Name);
        writer.Guid(Mvid);
        writer.Text(Path);
        return writer.Written;
    }
}
