using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>Where a download goes: received in a folder beside the target, and moved to its name when all of it is there.</summary>
/// <remarks>
/// What lies at the target is looked at without following links. A link there may have come from the same host with an earlier copy, and
/// lead anywhere: it is replaced by what comes, and never entered. Only the target itself, which the caller named, may be reached by links.
/// </remarks>
internal sealed class LocalTarget : IDisposable
{
    private const UnixFileMode Enterable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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

        // Until the copy is complete, other users see nothing of it.
        _staging = Path.Combine(parent, CopyScripts.StagingName());
        OwnFolder.Create(_staging);
    }

    /// <summary>Gets where to receive the copy.</summary>
    public string Data => Path.Combine(_staging, CopyScripts.Data);

    public void Place() => Place(Data, _target);

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            LetIn(_staging);
        }

        Directory.Delete(_staging, recursive: true);
    }

    /// <summary>Folders that may not be written to are not removed otherwise. Links are left alone: what is behind them is not
    /// ours.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void LetIn(string folder)
    {
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | Enterable);
        foreach (DirectoryInfo child in new DirectoryInfo(folder).EnumerateDirectories().Where(static child => child.LinkTarget is null))
        {
            LetIn(child.FullName);
        }
    }

    private void Place(string from, string to)
    {
        var source = PlacedItem.At(from);
        PlacedItem target = PlacedItem.At(to);
        if (target.IsLink)
        {
            target.DeleteLink();
            target = PlacedItem.At(to);
        }

        if (source.IsFolder && target.IsFolder)
        {
            foreach (string child in Directory.EnumerateFileSystemEntries(from))
            {
                Place(child, Path.Combine(to, Path.GetFileName(child)));
            }
        }
        else if (source.IsFolder ? target.IsThere : target.IsFolder)
        {
            string problem = source.IsFolder ? "it is a file, and a folder is to be there." : "it is a folder, and a file is to be there.";
            throw new RemoteCopyException(_host, CopyFailureReason.TargetOfOtherKind, to, problem);
        }
        else
        {
            source.MoveTo(to);
        }
    }
}
