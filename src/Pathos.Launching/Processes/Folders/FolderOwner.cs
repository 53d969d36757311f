using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pathos.Launching;

/// <summary>Tells whether a folder is this user's own, and closed to others.</summary>
internal static partial class FolderOwner
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeModeAndUser = 0x1 | 0x2 | 0x8;
    private const int StatusSize = 256;
    private const int UserAt = 20;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Others = 0x3F;

    /// <summary>Looks at the entry itself: a link is not a folder.</summary>
    public static bool IsThisUser(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // The temporary folder there is the user's own.
            return true;
        }

        Span<byte> status = stackalloc byte[StatusSize];
        if (!OperatingSystem.IsLinux() || GetStatus(CurrentFolder, path, NoFollow, TypeModeAndUser, status) != 0)
        {
            return false;
        }

        int mode = BinaryPrimitives.ReadUInt16LittleEndian(status[ModeAt..]);
        return (mode & TypeMask) == Folder && (mode & Others) == 0 && BinaryPrimitives.ReadUInt32LittleEndian(status[UserAt..]) == GetUser();
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUser();
}
