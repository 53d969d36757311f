using System.Security.Cryptography;
using Pathos.Launching;

namespace Pathos.Worker;

/// <summary>
/// The base directory of the workers of a pool on a host that has not the program's own: a folder with the files that the pool was opened
/// with.
/// </summary>
/// <remarks>
/// It lies in the folder of the pool, which only its user may enter and which goes with the pool. The first worker lays it before any
/// task runs there, under another name, and it gets its own
/// when it is whole: so no task can have put anything in the way, and no link is ever met.
/// </remarks>
internal static class BaseFolder
{
    private const string Name = "program";

    // The worker that lays it waits for the network, for as long as its pool is there.
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromMinutes(10);

    /// <summary>Gets the folder, with a separator at its end like every base directory; lays it if no other worker has.</summary>
    /// <param name="sharedFolder">The folder of the pool on this host.</param>
    /// <param name="files">Name and SHA-256 in turn.</param>
    /// <param name="fetch">Brings a content by its hash; null when it cannot be had.</param>
    /// <exception cref="InvalidDataException">A name leads out of the folder, or what came is not what was asked for.</exception>
    public static string Lay(string sharedFolder, IReadOnlyList<string?> files, Func<string, byte[]?> fetch)
    {
        string folder = Path.Combine(sharedFolder, Name);
        if (!Directory.Exists(folder))
        {
            using FileStream? turn = Turn.Wait(folder + ".lock", s_longestTurn);
            if (!Directory.Exists(folder))
            {
                string draft = $"{folder}.{Environment.ProcessId}";
                if (Directory.Exists(draft))
                {
                    // Of a worker that died over it, and had the same number.
                    Directory.Delete(draft, recursive: true);
                }

                Directory.CreateDirectory(draft);
                for (int i = 0; i + 1 < files.Count; i += 2)
                {
                    Write(draft, files[i], files[i + 1] ?? "", fetch);
                }

                Directory.Move(draft, folder);
            }
        }

        return folder + Path.DirectorySeparatorChar;
    }

    private static void Write(string folder, string? name, string hash, Func<string, byte[]?> fetch)
    {
        if (!ProgramFileName.IsValid(name))
        {
            throw new InvalidDataException($"A pool sends a file by a name that leads out of its folder: '{name}'.");
        }

        byte[] content = fetch(hash) ?? throw new IOException($"The pool went away before it had sent '{name}'.");
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != hash)
        {
            throw new InvalidDataException($"What came as '{name}' is not what was asked for.");
        }

        string path = Path.Combine(folder, name!);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(content);
    }
}
