using System.Formats.Tar;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>Unpacks what a host sent into a folder that belongs to this user alone. The host is not trusted: nothing is written outside of
/// the folder.</summary>
/// <param name="host">The host, for errors.</param>
/// <param name="root">Where the copy is to be: a name in that folder.</param>
/// <param name="meter">Hears how far it is.</param>
/// <param name="limits">How much is taken.</param>
internal sealed class ArchiveUnpacker(string host, string root, CopyMeter meter, CopyLimits limits)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    private readonly CopyAllowance _allowance = new(host, limits);

    // Made last: until then no path leads through them, and so none leads out.
    private readonly List<(string Path, string Target)> _links = [];

    // Closed last: a folder may not let its own files in.
    private readonly List<(string Path, UnixFileMode Mode)> _folders = [];

    public async Task ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        byte[] kind = new byte[1];
        await archive.ReadExactlyAsync(kind, cancellationToken).ConfigureAwait(false);
        bool isFolder = kind[0] == CopyScripts.Folder;
        var guarded = new GuardedArchive(host, archive);
        var reader = new TarReader(guarded, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                await PlaceAsync(entry, isFolder, cancellationToken).ConfigureAwait(false);
                guarded.BeginEntry();
            }
        }

        foreach ((string path, string target) in _links)
        {
            File.CreateSymbolicLink(path, target);
        }

        _folders.Reverse();
        _folders.ForEach(static folder => SetMode(folder.Path, folder.Mode));

        // Padding after the end of the archive: the host must not be left with bytes that this side does not take.
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
        bool isOfAll = entry.EntryType is TarEntryType.GlobalExtendedAttributes;
        string path = isFolder && !isOfAll ? Inside(entry.Name) : root;
        _allowance.Take(entry.Name, path[root.Length..].Count(static letter => letter == Path.DirectorySeparatorChar), entry.Length);
        if (isOfAll)
        {
            return;
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory when isFolder:
                OwnFolder.Create(path);
                _folders.Add((path, entry.Mode));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                OwnFolder.Create(Path.GetDirectoryName(path)!);
                string shown = isFolder ? Path.GetRelativePath(root, path) : Path.GetFileName(entry.Name);
                await WriteAsync(path, shown, entry, entry.DataStream ?? Stream.Null, cancellationToken).ConfigureAwait(false);
                break;
            case TarEntryType.SymbolicLink when isFolder:
                OwnFolder.Create(Path.GetDirectoryName(path)!);
                _links.Add((path, entry.LinkName));
                break;
            case TarEntryType.HardLink when isFolder:
                await CopyAsync(Inside(entry.LinkName), path, entry, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw Refuse(entry.Name, $"it is neither file, folder nor link, and cannot be copied ({entry.EntryType}).");
        }
    }

    /// <summary>A second name of a file. It becomes a file of its own, which takes room like any other.</summary>
    private async Task CopyAsync(string source, string path, TarEntry entry, CancellationToken cancellationToken)
    {
        FileStream contents = OwnFile.OpenRead(source);
        await using (contents.ConfigureAwait(false))
        {
            await WriteAsync(path, Path.GetRelativePath(root, path), entry, contents, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(string path, string shown, TarEntry entry, Stream contents, CancellationToken cancellationToken)
    {
        meter.Begin(shown);
        FileStream file = OwnFile.Create(path, FileMode.CreateNew);
        await using (file.ConfigureAwait(false))
        {
            byte[] buffer = new byte[64 << 10];
            while (await contents.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read && read > 0)
            {
                _allowance.Add(entry.Name, read);
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
        if (name.StartsWith('/') || parts.Contains("..", StringComparer.Ordinal))
        {
            throw Refuse(name, "the host sent a path that leads out of what is copied; nothing of it was taken.");
        }

        // A name of Unix may have signs that mean a folder, a drive or a stream to Windows.
        return OperatingSystem.IsWindows() && Array.Exists(parts, static part => part.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            ? throw Refuse(name, "the host sent a name that no file of this system can have; nothing of it was taken.")
            : Path.Combine([root, .. parts]);
    }

    private RemoteCopyException Refuse(string name, string problem) => new(host, CopyFailureReason.Unknown, $"{host}:{name}", problem);
}
