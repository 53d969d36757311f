namespace Pathos.Wire;

/// <summary>The assemblies that a program runs with, or may run with, in place of a framework's own. Its workers have to be started with them.</summary>
/// <param name="Frameworks">The names of the shared frameworks that the workers run on.</param>
/// <param name="Files">What the program brings; of use are those whose names one of the frameworks has too.</param>
internal sealed record OverridingCode(IReadOnlyList<string?> Frameworks, IReadOnlyList<CodeOffer> Files)
{
    // Far beyond the assemblies of any program.
    private const int MostFiles = 10_000;
    private const int MostFrameworks = 64;

    // The lengths of two texts and a number.
    private const int SmallestFile = 16;

    public static readonly OverridingCode None = new([], []);

    public int MaxSize => sizeof(int) + FieldWriter.SizeOf(Frameworks) + Files.Sum(static file => sizeof(long) + FieldWriter.SizeOf(file.Name) + FieldWriter.SizeOf(file.Hash));

    public static OverridingCode Read(ref FieldReader reader)
    {
        string?[] frameworks = reader.Texts("OverridingCode.Frameworks", MostFrameworks, Bounds.Name);
        var files = new CodeOffer[Bounds.Check("OverridingCode.Files", reader.Count(SmallestFile), 0, MostFiles)];
        long bytes = 0;
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = CodeOffer.Read(ref reader);
            bytes += files[i].Size;
        }

        Bounds.Check("The size of OverridingCode.Files", bytes, 0, Bounds.Code);
        return new OverridingCode(frameworks, files);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.Texts(Frameworks);
        writer.Int32(Files.Count);
        foreach (CodeOffer file in Files)
        {
            writer.Text(file.Name);
            writer.Text(file.Hash);
            writer.Int64(file.Size);
        }
    }
}

/// <summary>One of them.</summary>
/// <param name="Name">The simple name of the assembly.</param>
/// <param name="Hash">The SHA-256 of its file, in lower-case hexadecimal digits.</param>
/// <param name="Size">How many bytes the file has.</param>
internal sealed record CodeOffer(string Name, string Hash, long Size)
{
    /// <exception cref="InvalidDataException">The name could lead out of a folder, or no assembly is of that size.</exception>
    public static CodeOffer Read(ref FieldReader reader)
    {
        string name = reader.Text("CodeOffer.Name", Bounds.Path);
        return name.Length > 0 && Path.GetFileName(name) == name && !name.Contains("..", StringComparison.Ordinal)
            ? new CodeOffer(name, reader.Text("CodeOffer.Hash", Bounds.Hash), reader.Int64("CodeOffer.Size", 1, Bounds.CodeFile))
            : throw new InvalidDataException("CodeOffer.Name is not the name of an assembly.");
    }
}
