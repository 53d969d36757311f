using System.Security.Cryptography;

namespace Pathos.Launching;

/// <summary>The folder of one pool: socket, runtime configuration, position pages. Only its user may enter it; it goes with the
/// pool.</summary>
/// <remarks>
/// Its owner holds a lock on a file in it for as long as it lives. A folder whose lock is free was left by a process that was killed, and
/// <see cref="LeftFolders"/> clears it. The folder gets
/// its name when the lock is held, so that no other process ever finds a new folder without one.
/// </remarks>
internal sealed class RuntimeFolder : IDisposable
{
    public const string Prefix = "pathos-";

    /// <summary>The end of the name of a folder that is being made.</summary>
    public const string Unfinished = ".new";

    /// <summary>The digits between the two.</summary>
    public const int NameDigits = 16;

    /// <summary>The file on which the owner holds its lock; it says who that is.</summary>
    public const string OwnerFile = "owner";

    public const string PageExtension = ".page";

    /// <summary>The extension of the files that say which process a worker is.</summary>
    public const string RecordExtension = ".process";

    // A socket's path must fit into 108 bytes of the system's address, with its end.
    private const int LongestSocketPath = 104;

    private readonly string _path;
    private readonly FileStream _owner;

    /// <param name="runtimeConfig">The runtime configuration of the workers.</param>
    /// <exception cref="PoolOpenException">Others could exchange what is made where temporary files are.</exception>
    public RuntimeFolder(string runtimeConfig)
    {
        string name = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameDigits / 2));
        _path = Path.Combine(Path.GetTempPath(), name);
        if (_path.Length + "/hub.sock".Length > LongestSocketPath)
        {
            _path = Path.Combine("/tmp", name);
        }

        TemporaryPlace.Check(Path.GetDirectoryName(_path)!);

        // Windows locks a file as it makes it, and does not rename the folder of an open one.
        string made = OperatingSystem.IsWindows() ? _path : _path + Unfinished;
        OwnFolder.Create(made);
        FileStream? owner = null;
        try
        {
            // Without a buffer: one that cannot be written out would fail again when the file is closed.
            owner = new FileStream(Path.Combine(made, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            owner.Write(System.Text.Encoding.UTF8.GetBytes(ProcessRecord.OfThisProcess().ToString()));
            File.WriteAllText(Path.Combine(made, Path.GetFileName(RuntimeConfigPath)), runtimeConfig);
            if (made != _path)
            {
                Directory.Move(made, _path);
            }

            _owner = owner;
        }
        catch
        {
            owner?.Dispose();
            Directory.Delete(made, recursive: true);
            throw;
        }
    }

    public string SocketPath => Path.Combine(_path, "hub.sock");

    public string RuntimeConfigPath => Path.Combine(_path, "worker.runtimeconfig.json");

    /// <summary>Gets where the list of the workers' assemblies lies, when they need one.</summary>
    public string DependenciesPath => Path.Combine(_path, "worker.deps.json");

    /// <summary>Gets a folder for assemblies that lie in no file of their own.</summary>
    public string CodePath => Path.Combine(_path, "code");

    public string CreatePage(string worker)
    {
        string path = Path.Combine(_path, worker + PageExtension);
        File.WriteAllBytes(path, new byte[WorkCell.PageSize]);
        return path;
    }

    /// <summary>Takes note of the process that a worker is.</summary>
    /// <returns>The file that says it.</returns>
    public string Record(string worker, ProcessRecord process)
    {
        string path = Path.Combine(_path, worker + RecordExtension);
        File.WriteAllText(path, process.ToString());
        return path;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            // Open, it could not be deleted there.
            _owner.Dispose();
        }

        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has cleaned up the temporary files before.
        }

        _owner.Dispose();
    }
}
