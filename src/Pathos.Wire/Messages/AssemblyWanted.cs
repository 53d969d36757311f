namespace Pathos.Wire;

/// <summary>The worker lacks an assembly or a native library. The id names the question.</summary>
/// <param name="Mvid">Empty for any build.</param>
internal sealed record AssemblyWanted(string Name, Guid Mvid, bool IsNative) : MessageFields
{
    public override int MaxSize => 17 + FieldWriter.SizeOf(Name);

    public static AssemblyWanted Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new AssemblyWanted(reader.Text(), reader.Guid(), reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Name);
        writer.Guid(Mvid);
        writer.Boolean(IsNative);
        return writer.Written;
    }
}
