using System.Globalization;

namespace Pathos.Launching;

/// <summary>Tells whether what this user puts into the folder for temporary files stays what it is.</summary>
/// <remarks>
/// The right to write in a folder is the right to rename what lies in it, whichever user owns that. So another user could put a folder of
/// his own in the place of a pool's: workers would greet him with their tokens, and take his code. The sticky bit takes that right away.
/// What holds for the folder holds for all that it lies in.
/// </remarks>
internal static class TemporaryPlace
{
    private const int MostLinks = 40;

    // Within a namespace of users, the machine's own folders may belong to a user that has no number there. The system shows this one for
    // all such users.
    private static readonly Lazy<uint?> s_unnumberedAdministrator = new(FindUnnumberedAdministrator);

    /// <exception cref="PoolOpenException">Others could exchange what is made in the folder.</exception>
    public static void Check(string folder)
    {
        if (RefusalOf(folder) is { } refusal)
        {
            throw new PoolOpenException(refusal);
        }
    }

    /// <summary>Says why nothing of this user's is put into a folder, and what to do; null where it may be.</summary>
    public static string? RefusalOf(string folder) => ProblemOf(folder) is { } problem
        ? $"Temporary files cannot be kept safe in '{folder}': {problem} Let TMPDIR name a folder in which only you and the administrator "
            + "may rename files: one of your own, in folders of your own or of the administrator; or have the sticky bit set where "
            + "everybody may write (chmod +t)."
        : null;

    /// <summary>Says which user could exchange what is made in a folder, and where; null when no user could.</summary>
    public static string? ProblemOf(string folder) =>
        OperatingSystem.IsWindows() ? null : ProblemOf(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), MostLinks);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static string? ProblemOf(string path, int links)
    {
        // From the root down: what lies in a folder is looked at when other users cannot exchange it any more.
        if (Path.GetDirectoryName(path) is { } parent && ProblemOf(parent, links) is { } above)
        {
            return above;
        }

        if (FileStatus.OfEntry(path) is not { } status)
        {
            // The caller that wants to use it is told.
            return null;
        }

        if (!ThisUser.Trusts(status.User) && status.User != s_unnumberedAdministrator.Value)
        {
            return $"'{path}' belongs to another user (number {status.User}), who can exchange what is in it.";
        }

        if (status.Kind == FileKind.Link && new FileInfo(path).LinkTarget is { } target)
        {
            string leadsTo = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, Path.GetDirectoryName(path)!));
            return links == 0 ? null : ProblemOf(leadsTo, links - 1);
        }

        return status.Kind == FileKind.Folder && status.IsWritableByOthers && (status.Mode & UnixFileMode.StickyBit) == UnixFileMode.None
            ? $"others may rename what is in '{path}'."
            : null;
    }

    /// <returns>Null where the machine's administrator has a number, as on every machine outside of such a namespace.</returns>
    private static uint? FindUnnumberedAdministrator()
    {
        try
        {
            // Lines of: the first number here, the first number outside, how many.
            IEnumerable<string[]> ranges = File.ReadLines("/proc/self/uid_map")
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return ranges.Any(static range => range is [_, "0", _])
                ? null
                : uint.Parse(File.ReadAllText("/proc/sys/kernel/overflowuid"), CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            // A system without such namespaces.
            return null;
        }
    }
}
