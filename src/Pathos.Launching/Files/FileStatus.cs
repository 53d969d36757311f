using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Launching;

/// <summary>What a Unix system says of a file or folder: its kind, who may do what with it, and whose it is.</summary>
/// <remarks>.NET tells the rights, and not the owner. The kind, the rights and the owner come in one answer here, so they are of one
/// moment.</remarks>
internal readonly partial record struct FileStatus(FileKind Kind, UnixFileMode Mode, uint User)
{
    private const int RightsMask = 0xFFF;
    private const int KindMask = 0xF000;
    private const int LargestStatus = 256;

    // Linux: the call and its answer are the same on every architecture.
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeModeAndUser = 0x1 | 0x2 | 0x8;
    private const int UserAt = 20;
    private const int ModeAt = 28;

    // macOS: the structure with inode numbers of 64 bits, which is the only one on newer machines.
    private const int MacModeAt = 4;
    private const int MacUserAt = 16;

    /// <summary>Gets whether others than the owner may write: in a folder, make, rename and remove files.</summary>
    public bool IsWritableByOthers => (Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None;

    /// <summary>Gets whether others than the owner may do anything with it.</summary>
    public bool IsOpenToOthers => (Mode & (UnixFileMode)0x3F) != UnixFileMode.None;

    /// <summary>Looks at what was opened, whatever its name means by now.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static FileStatus Of(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[LargestStatus];
        int result = !OperatingSystem.IsMacOS() ? GetStatus(file, "", EmptyPath, TypeModeAndUser, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? GetStatusOnX64(file, status)
            : GetStatus(file, status);
        return result == 0
            ? Read(status)
            : throw new IOException($"The system does not tell whose file it is: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Looks at a name itself: a link is a link, wherever it leads.</summary>
    /// <returns>Null when there is nothing of that name, or it may not be looked at.</returns>
    public static FileStatus? OfEntry(string path)
    {
        Span<byte> status = stackalloc byte[LargestStatus];
        int result = !OperatingSystem.IsMacOS() ? GetStatus(CurrentFolder, path, NoFollow, TypeModeAndUser, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? GetEntryStatusOnX64(path, status)
            : GetEntryStatus(path, status);
        return result == 0 ? Read(status) : null;
    }

    private static FileStatus Read(ReadOnlySpan<byte> status)
    {
        bool isMac = OperatingSystem.IsMacOS();
        int mode = BinaryPrimitives.ReadUInt16LittleEndian(status[(isMac ? MacModeAt : ModeAt)..]);
        uint user = BinaryPrimitives.ReadUInt32LittleEndian(status[(isMac ? MacUserAt : UserAt)..]);
        return new FileStatus((FileKind)(mode & KindMask), (UnixFileMode)(mode & RightsMask), user);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(SafeFileHandle file, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(SafeFileHandle file, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatusOnX64(SafeFileHandle file, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetEntryStatus(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetEntryStatusOnX64(string path, Span<byte> status);
}
