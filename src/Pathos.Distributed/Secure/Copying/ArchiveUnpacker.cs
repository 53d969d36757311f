using System.Formats.Tar;

namespace Pathos.Distributed;

/// <summary>Unpacks what a host sent into a folder that is nobody else's. The host is not trusted: nothing is written outside of it.</summary>
/// <param name="host">The host, for errors.</param>
/// <param name="root">Where the copy is to be: a name in that folder.</param>
/// <param name="meter">Hears how far it is.</param>
internal sealed class ArchiveUnpacker(string host, string root, CopyMeter meter)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    // Made last: until then no path leads through them, and so none leads out.
    private readonly List<(string Path, string Target)> _links = [];

    // Closed last: a folder may not let its own files in.
    private readonly List<(string Path, UnixFileMode Mode)> _folders = [];

    public async Task ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        byte[] kind = new byte[1];
        await archive.ReadExactlyAsync(kind, cancellationToken).ConfigureAwait(false);
        bool isFolder = kind[0] == CopyScripts.Folder;
        var reader = new TarReader(archive, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                await PlaceAsync(entry, isFolder, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach ((string path, string target) in _links)
        {
            File.CreateSymbolicLink(path, target);
        }

        _folders.Reverse();
        _folders.ForEach(static folder => SetMode(folder.Path, folder.Mode));

        // Padding after the end of the archive: the host must not be left with what nobody takes.
        await archive.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode & Permissions);
        }
    }

    private async Task PlaceAsync(TarEntry entry, bool isFolder, CancellationToken cancellationToken)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
        {
            return;
        }

        string path = isFolder ? Inside(entry.Name) : root;
        switch (entry.EntryType)
        {
            case TarEntryType.Directory when isFolder:
                Directory.CreateDirectory(path);
                _folders.Add((path, entry.Mode));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await WriteAsync(path, isFolder ? Path.GetRelativePath(root, path) : Path.GetFileName(entry.Name), entry, cancellationToken).ConfigureAwait(false);
                break;
            case TarEntryType.SymbolicLink when isFolder:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                _links.Add((path, entry.LinkName));
                break;
            case TarEntryType.HardLink when isFolder:
                File.Copy(Inside(entry.LinkName), path);
                break;
            default:
                throw new RemoteCopyException(host, CopyFailureReason.Unknown, $"{host}:{entry.Name}", $"it is neither file, folder nor link, and cannot be copied ({entry.EntryType}).");
        }
    }

    private async Task WriteAsync(string path, string shown, TarEntry entry, CancellationToken cancellationToken)
    {
        meter.Begin(shown);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            byte[] buffer = new byte[64 << 10];
            while (entry.DataStream is { } contents && await contents.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read && read > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                meter.Add(read);
            }
        }

        SetMode(path, entry.Mode);
        File.SetLastWriteTimeUtc(path, entry.ModificationTime.UtcDateTime);
        meter.End();
    }

    private string Inside(string name)
    {
        string[] parts = [.. name.Split('/').Where(static part => part is not ("" or "."))];
        return name.StartsWith('/') || parts.Contains("..", StringComparer.Ordinal)
            ? throw new RemoteCopyException(host, CopyFailureReason.Unknown, $"{host}:{name}", "the host sent a path that leads out of what is copied; nothing of it was taken.")
            : Path.Combine([root, .. parts]);
    }
}
