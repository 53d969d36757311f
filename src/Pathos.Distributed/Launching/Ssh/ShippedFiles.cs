using System.Security.Cryptography;
using System.Text;

namespace Pathos.Distributed;

/// <summary>Files that a host needs once: known by the hash of a list of their hashes, so that what a host holds can be checked there with
/// a program that every system has.</summary>
internal sealed class ShippedFiles
{
    /// <summary>The list's own name among the files; its lines are those that <c>sha256sum --check</c> reads.</summary>
    public const string ListName = "files.sha256";

    private ShippedFiles(IReadOnlyList<ShippedFile> files, byte[] list)
    {
        Files = files;
        List = list;
        Id = Convert.ToHexStringLower(SHA256.HashData(list));
    }

    public string Id { get; }

    public byte[] List { get; }

    public IReadOnlyList<ShippedFile> Files { get; }

    /// <param name="files">Where they will lie, with '/', and what they hold.</param>
    public static ShippedFiles Of(IEnumerable<ShippedFile> files)
    {
        ShippedFile[] ordered = [.. files.OrderBy(static file => file.Name, StringComparer.Ordinal)];
        var list = new StringBuilder();
        foreach (ShippedFile file in ordered)
        {
            using Stream content = file.Open();
            list.Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append("  ").Append(file.Name).Append('\n');
        }

        return new ShippedFiles(ordered, Encoding.UTF8.GetBytes(list.ToString()));
    }
}

/// <summary>One of them.</summary>
internal sealed record ShippedFile(string Name, Func<Stream> Open)
{
    public static ShippedFile Of(string name, string path) => new(name, () => File.OpenRead(path));

    public static ShippedFile Of(string name, byte[] content) => new(name, () => new MemoryStream(content, writable: false));
}
