using System.Security.Cryptography;

namespace Pathos.Worker;

/// <summary>The files of code that came to this host over the network, kept by content for all workers of it, now and later.</summary>
/// <remarks>
/// A file is at its name only when it is whole, and is compared with its name before it is used: a cache that somebody damaged costs a transfer. Whoever fetches one holds its lock, so that
/// many workers that start together fetch it once.
/// </remarks>
internal sealed class CodeCache(string folder)
{
    /// <summary>The variable by which a node tells its workers where it is.</summary>
    public const string Variable = Launching.NodeHost.CacheVariable;

    private static readonly TimeSpan s_longestTurn = TimeSpan.FromSeconds(20);

    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Gets the cache of this host; null where the pool's own files can be opened, which needs none.</summary>
    public static CodeCache? OfThisHost { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new CodeCache(folder) : null;

    /// <summary>Gets the file with this content, fetching it if it is not there.</summary>
    /// <param name="hash">SHA-256, in lower-case hexadecimal digits.</param>
    /// <param name="name">What to call it; a library of native code is known by its file's name.</param>
    /// <param name="fetch">Brings the content; null when it cannot be had.</param>
    public string? Get(string hash, string name, Func<byte[]?> fetch)
    {
        if (hash.Length != SHA256.HashSizeInBytes * 2 || !hash.All(char.IsAsciiHexDigitLower) || Path.GetFileName(name) != name)
        {
            throw new InvalidDataException("A pool names a file of code by what is no hash and name.");
        }

        string place = Path.Combine(folder, "code", hash);
        string path = Path.Combine(place, name);
        if (Holds(path, hash))
        {
            return path;
        }

        CreateFolder(place);
        
        // To fetch it twice does no harm.
        using FileStream? turn = Turn.Wait(Path.Combine(place, ".lock"), s_longestTurn);
        if (Holds(path, hash))
        {
            // Somebody else fetched it meanwhile.
            return path;
        }

        if (fetch() is not { } content)
        {
            return null;
        }

        if (Convert.ToHexStringLower(SHA256.HashData(content)) != hash)
        {
            throw new InvalidDataException($"What came as '{name}' is not what was asked for: the file has changed over there since the pool read it. Open the pool anew.");
        }

        Write(path, content);
        return path;
    }

    private static bool Holds(string path, string hash)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file)) == hash;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static void CreateFolder(string place)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(place);
        }
        else
        {
            Directory.CreateDirectory(place, OwnersOnly);
        }
    }

    private static void Write(string path, byte[] content)
    {
        string draft = $"{path}.{Environment.ProcessId}";
        try
        {
            File.WriteAllBytes(draft, content);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
