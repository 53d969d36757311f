using System.Formats.Tar;

namespace Pathos.Distributed;

/// <summary>Writes a file or folder of this machine as an archive, entry by entry.</summary>
internal static class ArchivePacker
{
    // Ownership stays behind, and with it the rights that come from it.
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    public static long SizeOf(FileSystemInfo source) => source is DirectoryInfo folder
        ? folder.EnumerateFiles("*", AllButLinks()).Sum(static file => file.Length)
        : ((FileInfo)source).Length;

    /// <param name="source">The file or folder, and no link to it.</param>
    /// <param name="name">What it is called, which a link to it may say differently.</param>
    public static async Task WriteAsync(
        FileSystemInfo source, string name, Stream target, CopyMeter meter, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(target, TarEntryFormat.Gnu, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await WriteAsync(
                writer, source, CopyScripts.Data, source is DirectoryInfo ? "" : name, meter, cancellationToken).ConfigureAwait(false);
            await writer.WriteEntryAsync(
                new GnuTarEntry(TarEntryType.RegularFile, CopyScripts.Done), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="name">The entry's name in the archive.</param>
    /// <param name="shown">Its name in the progress.</param>
    private static async Task WriteAsync(
        TarWriter writer, FileSystemInfo item, string name, string shown, CopyMeter meter, CancellationToken cancellationToken)
    {
        bool isTop = name == CopyScripts.Data;
        if (!isTop && item.LinkTarget is { } link)
        {
            await writer.WriteEntryAsync(
                new GnuTarEntry(TarEntryType.SymbolicLink, name) { LinkName = link }, cancellationToken).ConfigureAwait(false);
        }
        else if (item is DirectoryInfo folder)
        {
            await writer.WriteEntryAsync(Describe(TarEntryType.Directory, name + "/", folder), cancellationToken).ConfigureAwait(false);
            foreach (FileSystemInfo child in folder.EnumerateFileSystemInfos())
            {
                await WriteAsync(writer, child, $"{name}/{child.Name}", isTop ? child.Name : $"{shown}/{child.Name}", meter, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            meter.Begin(shown);
            await WriteFileAsync(writer, (FileInfo)item, name, meter, cancellationToken).ConfigureAwait(false);
            meter.End();
        }
    }

    private static async Task WriteFileAsync(
        TarWriter writer, FileInfo file, string name, CopyMeter meter, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
        {
            // It may be a pipe, which would block a process that opens it. The archive looks at it from outside.
            await writer.WriteEntryAsync(file.FullName, name, cancellationToken).ConfigureAwait(false);
            return;
        }

        var contents = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        await using (contents.ConfigureAwait(false))
        {
            GnuTarEntry entry = Describe(TarEntryType.RegularFile, name, file);
            entry.DataStream = new MeteredStream(contents, meter);
            await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
    }

    private static GnuTarEntry Describe(TarEntryType type, string name, FileSystemInfo item) => new(type, name)
    {
        Mode = (OperatingSystem.IsWindows() ? Permissions : File.GetUnixFileMode(item.FullName)) & Permissions,
        ModificationTime = new DateTimeOffset(item.LastWriteTimeUtc),
    };

    // A link to a folder is copied as a link: what is behind it is not counted, and may be without end.
    private static EnumerationOptions AllButLinks() =>
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
}
