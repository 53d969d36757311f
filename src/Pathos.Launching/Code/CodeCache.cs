using System.Security.Cryptography;

namespace Pathos.Launching;

/// <summary>The files of code that came to this host over the network, kept by content for all workers of it, now and later.</summary>
/// <remarks>
/// A file is at its name only when it is whole, and is compared with its name before it is used: a damaged cache costs a transfer. A
/// folder that others may write to is refused, because no comparison helps there. A process that fetches a file holds its lock, so that
/// many workers that start together fetch it once. A process that uses a file holds a lock of it, too, shared with others: so a cache can
/// be cleared while pools are open.
/// </remarks>
internal sealed class CodeCache(string folder) : IDisposable
{
    /// <summary>The variable by which a node tells its workers where it is.</summary>
    public const string Variable = NodeHost.CacheVariable;

    // As the script that clears a cache knows them.
    private const string LockOfCache = "lock";
    private const string TurnToFetch = ".lock";
    private const string MarkOfUse = ".used";

    private readonly Lock _gate = new();

    // What is used: held until this is disposed, or the process ends.
    private readonly Dictionary<string, FileStream?> _marks = new(StringComparer.Ordinal);

    private static readonly TimeSpan s_longestTurn = TimeSpan.FromSeconds(20);

    /// <summary>Gets the cache of this host; null where the pool's own files can be opened, which needs none.</summary>
    public static CodeCache? OfThisHost { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? new CodeCache(folder)
        : null;

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

        string all = Path.Combine(folder, "code"), place = Path.Combine(all, hash);
        string path = Path.Combine(place, name);
        Keep(place);
        foreach (string part in (string[])[folder, all, place])
        {
            RefuseOthersFolder(part);
        }

        if (Holds(path, hash))
        {
            return path;
        }

        return Fetch(place, path, hash, name, fetch);
    }

    private string? Fetch(string place, string path, string hash, string name, Func<byte[]?> fetch)
    {
        try
        {
            OwnFolder.Create(place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotKeep(name, error);
        }

        // To fetch it twice does no harm.
        using FileStream? turn = Turn.Wait(Path.Combine(place, TurnToFetch), s_longestTurn);
        if (Holds(path, hash))
        {
            // Another process fetched it meanwhile.
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

        try
        {
            Write(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotKeep(name, error);
        }

        return path;
    }

    /// <summary>The fault is the place's, and not the task's that needed the code: a disk is full, say. Who reads this is on another
    /// machine.</summary>
    private IOException CannotKeep(string name, Exception error) => new(
        $"{Environment.MachineName} cannot keep '{name}' in its cache for code, '{folder}': {error.Message.TrimEnd('.')}. "
        + "Make room on that disk (pathos cache shows and clears what lies there), or let the place use another folder for its cache.",
        error);

    /// <summary>Says that what was got is used no longer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (FileStream? mark in _marks.Values)
            {
                mark?.Dispose();
            }

            _marks.Clear();
        }
    }

    /// <summary>Marks a place as used from now on, and when. The process that clears the cache holds its lock alone, so the place is not
    /// removed before it is marked.</summary>
    private void Keep(string place)
    {
        lock (_gate)
        {
            if (_marks.ContainsKey(place))
            {
                return;
            }

            try
            {
                OwnFolder.Create(folder);
                using FileStream? nobodyClears = Turn.Wait(Path.Combine(folder, LockOfCache), s_longestTurn, isShared: true);
                OwnFolder.Create(place);
                string mark = Path.Combine(place, MarkOfUse);
                _marks.Add(place, Turn.Wait(mark, s_longestTurn, isShared: true));
                File.SetLastWriteTimeUtc(mark, TimeProvider.System.GetUtcNow().UtcDateTime);
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                // A cache that this user cannot write to, he cannot clear either. What cannot be fetched into it is told by the fetching.
                _marks.TryAdd(place, null);
            }
        }
    }

    private static bool Holds(string path, string hash)
    {
        try
        {
            using FileStream file = OwnFile.OpenRead(path);

            // What others can write to may be something else when it is loaded. It is fetched again, into a file of our own.
            return OwnFile.ProblemOf(file.SafeFileHandle, path, mayOthersRead: true) is null
                && Convert.ToHexStringLower(SHA256.HashData(file)) == hash;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <exception cref="PoolOpenException">Others can change what lies in it, at any moment between a look at it and its use.</exception>
    private static void RefuseOthersFolder(string path)
    {
        if (OwnFolder.ProblemOf(path) is { } problem)
        {
            throw new PoolOpenException($"The cache for code cannot be trusted: {problem}");
        }
    }

    private static void Write(string path, byte[] content)
    {
        string draft = $"{path}.{Environment.ProcessId}";
        try
        {
            using (FileStream file = OwnFile.Create(draft, FileMode.Create))
            {
                file.Write(content);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
