namespace Pathos.Wire;

/// <summary>The assemblies that a program runs with, or may run with, in place of a framework's own. Its workers have to be started with them.</summary>
/// <param name="Frameworks">The names of the shared frameworks that the workers run on.</param>
/// <param name="Files">What the program brings; of use are those whose names one of the frameworks has too.</param>
internal sealed record OverridingCode(IReadOnlyList<string?> Frameworks, IReadOnlyList<CodeOffer> Files)
{
    // Far beyond the assemblies of any program.
    private const int MostFiles = 10_000;

    // The lengths of two texts and a number.
    private const int SmallestFile = 16;

    public static readonly OverridingCode None = new([], []);

    public int MaxSize => sizeof(int) + FieldWriter.SizeOf(Frameworks) + Files.Sum(static file => sizeof(long) + FieldWriter.SizeOf(file.Name) + FieldWriter.SizeOf(file.Hash));

    public static OverridingCode Read(ref FieldReader reader)
    {
        string?[] frameworks = reader.Texts();
        var files = new CodeOffer[reader.Count(SmallestFile)];
        if (files.Length > MostFiles)
        {
            throw new InvalidDataException($"A pool offers {files.Length} assemblies.");
        }

        for (int i = 0; i < files.Length; i++)
        {
            files[i] = CodeOffer.Checked(reader.Text(), reader.Text(), reader.Int64());
        }

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
    private const long LargestFile = 1 << 30;

    /// <exception cref="InvalidDataException">The name could lead out of a folder, or no assembly is of that size.</exception>
    public static CodeOffer Checked(string name, string hash, long size) =>
        name.Length > 0 && Path.GetFileName(name) == name && !name.Contains("..", StringComparison.Ordinal) && size is > 0 and <= LargestFile
            ? new CodeOffer(name, hash, size)
            : throw new InvalidDataException("A pool offers an assembly that cannot be one.");
}
