using System.Security.Cryptography;

namespace Pathos.Launching;

/// <summary>The folder of one pool: socket, runtime configuration, position pages. Only its user may enter it; it goes with the pool.</summary>
internal sealed class RuntimeFolder : IDisposable
{
    // A socket's path must fit into 108 bytes of the system's address, with its end.
    private const int LongestSocketPath = 104;

    private readonly string _path;

    /// <param name="runtimeConfig">The runtime configuration of the workers.</param>
    public RuntimeFolder(string runtimeConfig)
    {
        string name = "pathos-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _path = Path.Combine(Path.GetTempPath(), name);
        if (_path.Length + "/hub.sock".Length > LongestSocketPath)
        {
            _path = Path.Combine("/tmp", name);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path);
        }
        else
        {
            Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        try
        {
            File.WriteAllText(RuntimeConfigPath, runtimeConfig);
        }
        catch
        {
            Dispose();
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
        string path = Path.Combine(_path, worker + ".page");
        File.WriteAllBytes(path, new byte[PositionCell.Size]);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody cleaned up the temporary files before us.
        }
    }
}
