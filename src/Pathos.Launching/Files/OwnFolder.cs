namespace Pathos.Launching;

/// <summary>Makes folders that are this user's alone, and tells whether one is.</summary>
internal static class OwnFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, and those that it lies in, where they are not there yet. Only this user may enter what was made.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // .NET gives the mode to the last folder only.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent && !Directory.Exists(parent))
        {
            Create(parent);
        }

        Directory.CreateDirectory(path, Private);
    }

    /// <summary>Tells whether a folder is this user's own, and closed to others. Looks at the entry itself: a link is not a
    /// folder.</summary>
    public static bool IsThisUsers(string path)
    {
        // The temporary folder of Windows is the user's own.
        return OperatingSystem.IsWindows()
            || (FileStatus.OfEntry(path) is { Kind: FileKind.Folder, IsOpenToOthers: false } status && status.User == ThisUser.Id);
    }

    /// <summary>Says what is wrong with the owner or the mode of a folder whose files are believed, and what to do. It may be reached by a
    /// link.</summary>
    /// <returns>Null when nothing is, or there is no such folder.</returns>
    public static string? ProblemOf(string path)
    {
        if (OperatingSystem.IsWindows() || FileStatus.OfEntry(path) is not { } status)
        {
            return null;
        }

        if (!ThisUser.Trusts(status.User))
        {
            return $"'{path}' belongs to another user (number {status.User}), who can change what is in it. "
                + "Name a folder of your own, or one that is not there yet.";
        }

        if (status.Kind == FileKind.Link)
        {
            return new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target ? ProblemOf(target.FullName) : null;
        }

        return status.IsWritableByOthers
            ? $"others may change what is in '{path}'. If nobody has, take that away: chmod go-w '{path}'"
            : null;
    }
}
