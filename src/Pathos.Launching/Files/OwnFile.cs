using Microsoft.Win32.SafeHandles;

namespace Pathos.Launching;

/// <summary>Tells whether a file that this program is about to believe is its user's own: a secret, a journal, a list of hosts, code in a
/// cache.</summary>
/// <remarks>
/// The opened file is judged, not its name: between a look at a name and the opening, the name can come to mean another file. Windows
/// keeps files of a user's profile from others by itself, and nothing is checked there.
/// </remarks>
internal static class OwnFile
{
    /// <summary>The mode of a file that other users have nothing to do with.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file to read it.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Makes a file that only this user may read, from its first byte on.</summary>
    /// <param name="mode">Whether it may be there already; its mode is its own then.</param>
    public static FileStream Create(string path, FileMode mode, FileAccess access = FileAccess.Write, FileShare share = FileShare.None)
    {
        // Without a buffer: what cannot be written out fails where it is written, and not again where the file is closed.
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        return new FileStream(path, options);
    }

    /// <summary>Says what is wrong with the owner or the mode of an opened file, and what to do.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">What it is called.</param>
    /// <param name="mayOthersRead">Whether others may read it. Others may never write it.</param>
    /// <returns>Null when nothing is.</returns>
    public static string? ProblemOf(SafeFileHandle file, string path, bool mayOthersRead)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var status = FileStatus.Of(file);
        if (!ThisUser.Trusts(status.User))
        {
            return $"it belongs to another user (number {status.User}), who can change it at any time. "
                + "Use a file of your own, or have this one made yours: chown";
        }

        if (mayOthersRead)
        {
            return status.IsWritableByOthers ? $"others may change it. If nobody has, take that away: chmod go-w '{path}'" : null;
        }

        return status.IsOpenToOthers ? $"others may read or change it. Take that away: chmod 600 '{path}'" : null;
    }
}
