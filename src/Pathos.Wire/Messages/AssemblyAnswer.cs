namespace Pathos.Wire;

/// <summary>The answer to the question of the same id. The payload holds the image, when it was asked for or is all there is.</summary>
/// <param name="Context">The number of the program's load context that holds it; 0 for the default one.</param>
/// <param name="Path">The file, for a worker that can open files of the pool's machine.</param>
/// <param name="Content">The SHA-256 of the image, for one that cannot; it may have it already.</param>
/// <param name="FileName">The file's own name, which native code is known by.</param>
internal sealed record AssemblyAnswer(
    bool IsFound, string? Name, Guid Mvid, int Context, string? Path, string? Content, string? FileName) : MessageFields
{
    public override int MaxSize => 21 + FieldWriter.SizeOf(Name) + FieldWriter.SizeOf(Path) + FieldWriter.SizeOf(Content) + FieldWriter.SizeOf(FileName);

    public static AssemblyAnswer Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new AssemblyAnswer(
            reader.Boolean(),
            reader.TextOrNull("AssemblyAnswer.Name", Bounds.Path),
            reader.Guid(),
            reader.Int32("AssemblyAnswer.Context", 0, Bounds.LoadContexts),
            reader.TextOrNull("AssemblyAnswer.Path", Bounds.Path),
            reader.TextOrNull("AssemblyAnswer.Content", Bounds.Hash),
            reader.TextOrNull("AssemblyAnswer.FileName", Bounds.Path));
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(IsFound);
        writer.Text(Name);
        writer.Guid(Mvid);
        writer.Int32(Context);
        writer.Text(Path);
        writer.Text(Content);
        writer.Text(FileName);
        return writer.Written;
    }
}
