using System.Net.Sockets;
using System.Security.Cryptography;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Tries what a server needs from its machine before anybody is told that it serves. Else only its clients would learn of it, one
/// after the other.</summary>
internal static class ServerSurroundings
{
    // A full disk often has room for a name, and not for content.
    private const int ProbeSize = 64 << 10;

    /// <summary>Gets the folder for code that clients send.</summary>
    /// <param name="named">What the options say.</param>
    /// <exception cref="PoolOpenException">There is no folder where this user's caches lie.</exception>
    public static string CacheFolder(string? named)
    {
        if (named is not null)
        {
            return Path.GetFullPath(named);
        }

        // A relative one is to be ignored, as the specification of these folders says.
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } caches && Path.IsPathRooted(caches))
        {
            return Path.Combine(caches, "pathos");
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathRooted(home)
            ? Path.Combine(home, ".cache", "pathos")
            : throw new PoolOpenException(
                "There is no home folder for the code that clients send. Name a folder for it: PoolServerOptions.CacheFolder, or pathos serve --cache.");
    }

    /// <exception cref="PoolOpenException">A folder cannot be used; the message names it and says why.</exception>
    public static void Check(string cacheFolder)
    {
        try
        {
            OwnFolder.Create(cacheFolder);
            if (OwnFolder.ProblemOf(cacheFolder) is { } problem)
            {
                throw new PoolOpenException($"The code that clients send cannot be kept in '{cacheFolder}': {problem}");
            }

            Probe(cacheFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PoolOpenException(
                $"The code that clients send cannot be kept in '{cacheFolder}': {error.Message.TrimEnd('.')}. Make room there, "
                + "or name another folder: PoolServerOptions.CacheFolder, or pathos serve --cache.",
                error);
        }

        try
        {
            Probe(Path.GetTempPath());

            // As for each client: its folder, and the socket at which its workers knock.
            using var folder = new RuntimeFolder("{}");
            UnixSockets.Listen(folder.SocketPath).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SocketException)
        {
            throw new PoolOpenException(
                $"Workers cannot be started with the temporary folder '{Path.GetTempPath()}': {error.Message.TrimEnd('.')}. Make room there, "
                + "or name another folder in the variable TMPDIR.",
                error);
        }
    }

    private static void Probe(string folder)
    {
        string path = Path.Combine(folder, $".pathos-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.try");
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose, BufferSize = 0 });
        file.Write(new byte[ProbeSize]);
        file.Flush(flushToDisk: true);
    }
}
