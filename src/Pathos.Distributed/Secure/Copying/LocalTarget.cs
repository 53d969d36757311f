namespace Pathos.Distributed;

/// <summary>Where a download goes: received in a folder beside the target, and moved to its name when all of it is there.</summary>
internal sealed class LocalTarget : IDisposable
{
    private readonly string _host;
    private readonly string _target;
    private readonly string _staging;

    /// <param name="name">The name of the source, which the target gets when it is a folder.</param>
    public LocalTarget(string host, string target, string name)
    {
        _host = host;
        string full = Path.GetFullPath(target);
        _target = Directory.Exists(full) || Path.EndsInDirectorySeparator(target) ? Path.Combine(full, name) : full;
        string? parent = Path.GetDirectoryName(_target);
        if (!Directory.Exists(parent))
        {
            throw new DirectoryNotFoundException($"There is no folder {parent}.");
        }

        _staging = Path.Combine(parent, CopyScripts.StagingName());
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Gets where to receive the copy.</summary>
    public string Data => Path.Combine(_staging, CopyScripts.Data);

    public void Place() => Place(Data, _target);

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Folders that let nobody write are not removed otherwise.
            foreach (string folder in Directory.EnumerateDirectories(_staging, "*", SearchOption.AllDirectories).Where(static path => new DirectoryInfo(path).LinkTarget is null).ToList())
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.Delete(_staging, recursive: true);
    }

    private void Place(string from, string to)
    {
        bool isFolder = Directory.Exists(from) && new DirectoryInfo(from).LinkTarget is null;
        if (isFolder && Directory.Exists(to))
        {
            foreach (string child in Directory.EnumerateFileSystemEntries(from))
            {
                Place(child, Path.Combine(to, Path.GetFileName(child)));
            }
        }
        else if (isFolder ? File.Exists(to) : Directory.Exists(to))
        {
            throw new RemoteCopyException(_host, CopyFailureReason.TargetOfOtherKind, to, isFolder ? "it is a file, and a folder is to be there." : "it is a folder, and a file is to be there.");
        }
        else if (isFolder)
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }
}
