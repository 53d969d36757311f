using System.Runtime.InteropServices;

namespace Pathos;

/// <summary>Another user of the machine, for tests of what must not be believed because it is his. Only the administrator can play
/// him.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public static partial class OtherUser
{
    /// <summary>The number of a user that every Unix system has, and that owns nothing.</summary>
    public const int Number = 65534;

    /// <summary>Makes a file or folder his. A link stays a link, and is made his itself.</summary>
    /// <param name="path">The file or folder.</param>
    /// <exception cref="IOException">That was not possible.</exception>
    public static void Give(string path)
    {
        if (ChangeOwner(path, Number, Number) != 0)
        {
            throw new IOException($"'{path}' cannot be given to another user: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, int user, int group);
}
