namespace Pathos.Serialization;

/// <summary>An assembly that the program brings itself although the framework has, or may have, one of the same name.
/// The program runs with this one.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Path">Its file; null where it lies inside the program's single file.</param>
internal sealed record OverridingAssembly(string Name, string? Path)
{
    /// <summary>Reads its image.</summary>
    public byte[] Read() => Path is null
        ? SingleFileBundle.Find(Name) ?? throw new FileNotFoundException($"The program's single file does not hold '{Name}' any more.")
        : File.ReadAllBytes(Path);
}
