using System.Security.Cryptography;

namespace Pathos.Distributed;

/// <summary>A file of this program that workers on other hosts find in their base directory.</summary>
/// <param name="Name">Its path below the base directory, with forward slashes.</param>
/// <param name="Hash">The SHA-256 of its content.</param>
/// <param name="Content">What it held when the pool was opened.</param>
internal sealed record ProgramFile(string Name, string Hash, byte[] Content)
{
    // They are settings, and stay in memory for as long as the pool is open. Large data is for broadcasts.
    private const long MostBytes = 64 << 20;

    private static readonly EnumerationOptions s_here = new()
    {
        MatchType = MatchType.Simple,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>Reads the files of <see cref="PoolOptions.Files"/>.</summary>
    /// <exception cref="PoolOpenException">One is not there or cannot be read, or all together are too large.</exception>
    public static IReadOnlyList<ProgramFile> ReadAll(string baseDirectory, IReadOnlyList<string> patterns)
    {
        var files = new SortedDictionary<string, ProgramFile>(StringComparer.Ordinal);
        long total = 0;
        foreach (string pattern in patterns)
        {
            foreach (string name in NamesOf(baseDirectory, pattern.Replace('\\', '/')))
            {
                if (!files.ContainsKey(name))
                {
                    byte[] content = Read(baseDirectory, name, MostBytes - total);
                    total += content.Length;
                    files.Add(name, new ProgramFile(name, Convert.ToHexStringLower(SHA256.HashData(content)), content));
                }
            }
        }

        return [.. files.Values];
    }

    private static IEnumerable<string> NamesOf(string baseDirectory, string pattern)
    {
        string[] segments = [.. pattern.Split('/').Where(static segment => segment is not ".")];
        if (!segments[^1].AsSpan().ContainsAny('*', '?'))
        {
            return [string.Join('/', segments)];
        }

        string folder = Path.Combine([baseDirectory, .. segments[..^1]]);
        string[] found;
        try
        {
            found = Directory.GetFiles(folder, segments[^1], s_here);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Missing(pattern, baseDirectory, error);
        }

        return found.Length > 0
            ? found.Select(path => string.Join('/', [.. segments[..^1], Path.GetFileName(path)]))
            : throw Missing(pattern, baseDirectory, null);
    }

    private static byte[] Read(string baseDirectory, string name, long room)
    {
        string path = Path.Combine(baseDirectory, name);
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > room)
            {
                throw new PoolOpenException(
                    $"PoolOptions.Files names more than {MostBytes >> 20} MiB with '{name}'. It is meant for settings; let a task have large data by Pool.Broadcast.");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Missing(name, baseDirectory, error);
        }
    }

    private static PoolOpenException Missing(string name, string baseDirectory, Exception? error) => new(
        $"PoolOptions.Files names '{name}', which cannot be read in the base directory '{baseDirectory}': {error?.Message.TrimEnd('.') ?? "no file there fits"}."
        + " Have the build copy it there (CopyToOutputDirectory), or take it off the list.",
        error);
}
