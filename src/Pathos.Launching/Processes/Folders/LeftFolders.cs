namespace Pathos.Launching;

/// <summary>Finds the folders of pools of this user whose programs were killed together with all of their workers, and clears
/// them.</summary>
/// <remarks>
/// A folder is taken for left when its lock is free, its owner does not run, and none of its workers does. It must be this user's own
/// folder, closed to others, and not a link: what lies in a
/// shared temporary folder under such a name may have been put there by another user.
/// </remarks>
internal static class LeftFolders
{
    // A folder that a process was making when it was killed; it takes a millisecond to make one.
    private static readonly TimeSpan s_unfinishedAge = TimeSpan.FromHours(1);

    public static void Clear()
    {
        string[] places = [Path.TrimEndingDirectorySeparator(Path.GetTempPath()), "/tmp"];

        // Where others may rename what is there, a folder that was looked at may be another one when it is cleared.
        IEnumerable<string> safe = places
            .Distinct(StringComparer.Ordinal)
            .Where(static place => Directory.Exists(place) && TemporaryPlace.ProblemOf(place) is null);
        foreach (string place in safe)
        {
            foreach (string folder in FoldersIn(place))
            {
                try
                {
                    ClearIfLeft(folder);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // Another process clears it too, or it cannot be cleared. It is not this pool's, and the next pool tries again.
                }
            }
        }
    }

    private static string[] FoldersIn(string place)
    {
        try
        {
            return Directory.GetDirectories(place, RuntimeFolder.Prefix + "*");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has gone meanwhile, or does not show what is in it.
            return [];
        }
    }

    private static void ClearIfLeft(string folder)
    {
        ReadOnlySpan<char> name = Path.GetFileName(folder.AsSpan());
        bool isUnfinished = name.EndsWith(RuntimeFolder.Unfinished, StringComparison.Ordinal);
        ReadOnlySpan<char> digits = name[RuntimeFolder.Prefix.Length..^(isUnfinished ? RuntimeFolder.Unfinished.Length : 0)];
        if (digits.Length != RuntimeFolder.NameDigits || digits.ContainsAnyExcept("0123456789abcdef") || !OwnFolder.IsThisUsers(folder))
        {
            return;
        }

        if (isUnfinished && TimeProvider.System.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) < s_unfinishedAge)
        {
            return;
        }

        // Held until the folder is gone, so that one process at a time clears it. A folder without this file is not one of ours.
        string file = Path.Combine(folder, RuntimeFolder.OwnerFile);
        using var owner = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        // A file system without locks shows every lock as free; then the process tells.
        if (ProcessRecord.Read(owner) is var process && process is not { IsRunning: true } && !LeftFolder.HasWorker(folder))
        {
            if (OperatingSystem.IsWindows())
            {
                // Open, it could not be deleted there.
                owner.Dispose();
            }

            LeftFolder.Clear(folder, process);
        }
    }
}
