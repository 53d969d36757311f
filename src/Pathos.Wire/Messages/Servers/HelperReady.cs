namespace Pathos.Wire;

/// <summary>A machine offers its workers to a server.</summary>
/// <param name="ProtocolVersion">The version of the protocol that it speaks.</param>
/// <param name="RuntimeVersion">The version of .NET that it runs on.</param>
/// <param name="Name">What users call it.</param>
/// <param name="Workers">How many tasks it runs at a time.</param>
internal sealed record HelperReady(int ProtocolVersion, string RuntimeVersion, string Name, int Workers) : MessageFields
{
    public override int MaxSize => 8 + FieldWriter.SizeOf(RuntimeVersion) + FieldWriter.SizeOf(Name);

    public static HelperReady Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new HelperReady(
            reader.Int32(),
            reader.Text("HelperReady.RuntimeVersion", Bounds.Name),
            reader.Text("HelperReady.Name", Bounds.Name),
            reader.Int32("HelperReady.Workers", 0, Bounds.Workers));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProtocolVersion);
        writer.Text(RuntimeVersion);
        writer.Text(Name);
        writer.Int32(Workers);
        return writer.Written;
    }
}
