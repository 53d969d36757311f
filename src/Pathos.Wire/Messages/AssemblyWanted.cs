namespace Pathos.Wire;

/// <summary>The worker lacks an assembly or a native library. The id names the question.</summary>
/// <param name="Mvid">Empty for any build.</param>
/// <param name="Context">The number of the program's load context that needs it; 0 for the default one.</param>
/// <param name="Version">The version in the reference that asks; null where none does.</param>
/// <param name="WantsImage">Whether the image is wanted, after the first answer said what it is.</param>
internal sealed record AssemblyWanted(string Name, Guid Mvid, int Context, string? Version, bool IsNative, bool WantsImage) : MessageFields
{
    public override int MaxSize => 22 + FieldWriter.SizeOf(Name) + FieldWriter.SizeOf(Version);

    public static AssemblyWanted Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new AssemblyWanted(
            reader.Text("AssemblyWanted.Name", Bounds.Path),
            reader.Guid(),
            reader.Int32("AssemblyWanted.Context", 0, Bounds.LoadContexts),
            reader.TextOrNull("AssemblyWanted.Version", Bounds.Name),
            reader.Boolean(),
            reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Name);
        writer.Guid(Mvid);
        writer.Int32(Context);
        writer.Text(Version);
        writer.Boolean(IsNative);
        writer.Boolean(WantsImage);
        return writer.Written;
    }
}
