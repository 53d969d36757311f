namespace Pathos.Wire;

/// <summary>The program that opened the pool, as its workers show it to tasks. A part of <see cref="Welcome"/>.</summary>
/// <param name="BaseDirectory">Its base directory; null where the worker cannot open its files, and has a folder of its own
/// instead.</param>
/// <param name="EntryName">The simple name of its entry assembly; null where it has none.</param>
/// <param name="EntryBuild">The build of that assembly.</param>
/// <param name="EntryPath">The file of that assembly, or null.</param>
/// <param name="ConfigFile">Its settings file in XML: null for the one beside the entry assembly. Relative to the base directory where
/// that is null.</param>
/// <param name="DepsFiles">Its dependency files: a list of paths, or the name of one below the base directory where that is null.</param>
/// <param name="InputCodePage">The encoding of console input; 0 where the program left it alone.</param>
/// <param name="OutputCodePage">The encoding of console output; 0 where the program left it alone.</param>
/// <param name="Files">The files that must lie in a base directory of the worker's own: name and SHA-256 in turn.</param>
internal sealed record ProgramFields(
    string? BaseDirectory,
    string? EntryName,
    Guid EntryBuild,
    string? EntryPath,
    string? ConfigFile,
    string? DepsFiles,
    int InputCodePage,
    int OutputCodePage,
    IReadOnlyList<string?> Files)
{
    /// <summary>An unknown program.</summary>
    public static readonly ProgramFields Unknown = new(null, null, Guid.Empty, null, null, null, 0, 0, []);

    public int MaxSize => 24 + FieldWriter.SizeOf(BaseDirectory) + FieldWriter.SizeOf(EntryName) + FieldWriter.SizeOf(EntryPath)
        + FieldWriter.SizeOf(ConfigFile) + FieldWriter.SizeOf(DepsFiles) + FieldWriter.SizeOf(Files);

    public static ProgramFields Read(ref FieldReader reader)
    {
        var fields = new ProgramFields(
            reader.TextOrNull("ProgramFields.BaseDirectory", Bounds.Path),
            reader.TextOrNull("ProgramFields.EntryName", Bounds.Path),
            reader.Guid(),
            reader.TextOrNull("ProgramFields.EntryPath", Bounds.Path),
            reader.TextOrNull("ProgramFields.ConfigFile", Bounds.Path),
            reader.TextOrNull("ProgramFields.DepsFiles", Bounds.Document),
            reader.Int32("ProgramFields.InputCodePage", 0, ushort.MaxValue),
            reader.Int32("ProgramFields.OutputCodePage", 0, ushort.MaxValue),
            reader.Texts("ProgramFields.Files", 2 * Bounds.Files, Bounds.Path));
        return fields.Files.Count % 2 == 0 ? fields : throw new InvalidDataException("ProgramFields.Files names a file without its hash.");
    }

    public void Write(ref FieldWriter writer)
    {
        writer.Text(BaseDirectory);
        writer.Text(EntryName);
        writer.Guid(EntryBuild);
        writer.Text(EntryPath);
        writer.Text(ConfigFile);
        writer.Text(DepsFiles);
        writer.Int32(InputCodePage);
        writer.Int32(OutputCodePage);
        writer.Texts(Files);
    }
}
