using System.Security.Cryptography;
using System.Text;

namespace Pathos.Distributed;

/// <summary>Files that a host needs once: known by the hash of a list of their hashes, so that what a host holds can be checked there with a program that every system has.</summary>
internal sealed class HostFiles
{
    /// <summary>The list's own name among the files; its lines are those that <c>sha256sum --check</c> reads.</summary>
    public const string ListName = "files.sha256";

    private HostFiles(IReadOnlyList<HostFile> files, byte[] list)
    {
        Files = files;
        List = list;
        Id = Convert.ToHexStringLower(SHA256.HashData(list));
    }

    public string Id { get; }

    public byte[] List { get; }

    public IReadOnlyList<HostFile> Files { get; }

    /// <param name="files">Where they will lie, with '/', and what they hold.</param>
    public static HostFiles Of(IEnumerable<HostFile> files)
    {
        HostFile[] ordered = [.. files.OrderBy(static file => file.Name, StringComparer.Ordinal)];
        var list = new StringBuilder();
        foreach (HostFile file in ordered)
        {
            using Stream content = file.Open();
            list.Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append("  ").Append(file.Name).Append('\n');
        }

        return new HostFiles(ordered, Encoding.UTF8.GetBytes(list.ToString()));
    }
}

/// <summary>One of them.</summary>
internal sealed record HostFile(string Name, Func<Stream> Open)
{
    public static HostFile Of(string name, string path) => new(name, () => File.OpenRead(path));

    public static HostFile Of(string name, byte[] content) => new(name, () => new MemoryStream(content, writable: false));
}
