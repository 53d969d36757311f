using System.Formats.Tar;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>What a host sends that means no good.</summary>
public sealed class ArchiveUnpackerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "staging", "data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../evil")]
    [InlineData("./deep/../../../evil")]
    [InlineData("/tmp/pathos-evil")]
    public async Task ReadAsync_PathThatLeadsOut_IsRefused(string name)
    {
        await Assert.ThrowsAsync<RemoteCopyException>(() => UnpackAsync(new GnuTarEntry(TarEntryType.Directory, "./"), File(name))).Soon();

        Assert.Equal(["staging"], Directory.GetFileSystemEntries(_folder.Path).Select(static path => Path.GetFileName(path)));
        Assert.False(System.IO.File.Exists("/tmp/pathos-evil"));
    }

    [Fact]
    public async Task ReadAsync_FileBehindALinkThatLeadsOut_IsNotWrittenThere()
    {
        string outside = Directory.CreateDirectory(Path.Combine(_folder.Path, "outside")).FullName;

        await Assert.ThrowsAnyAsync<IOException>(() => UnpackAsync(new GnuTarEntry(TarEntryType.Directory, "./"), new GnuTarEntry(TarEntryType.SymbolicLink, "./link") { LinkName = outside }, File("./link/evil"))).Soon();

        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task ReadAsync_HardLinkThatLeadsOut_IsRefused()
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder.Path, "secret"), "secret");

        await Assert.ThrowsAsync<RemoteCopyException>(() => UnpackAsync(new GnuTarEntry(TarEntryType.Directory, "./"), new GnuTarEntry(TarEntryType.HardLink, "./link") { LinkName = "../../secret" })).Soon();

        Assert.False(System.IO.File.Exists(Path.Combine(Root, "link")));
    }

    [Fact]
    public async Task ReadAsync_HardLinkWithin_IsTheSameContents()
    {
        await UnpackAsync(new GnuTarEntry(TarEntryType.Directory, "./"), File("./one"), new GnuTarEntry(TarEntryType.HardLink, "./two") { LinkName = "./one" }).Soon();

        Assert.Equal("contents", await System.IO.File.ReadAllTextAsync(Path.Combine(Root, "two")));
    }

    [Fact]
    public async Task ReadAsync_MoreEntriesThanAllowed_IsRefused()
    {
        CopyLimits limits = new() { MaxEntries = 3 };
        await UnpackAsync(limits, Top(), File("./one"), File("./two")).Soon();

        Assert.Contains(nameof(CopyLimits.MaxEntries), (await RefusalAsync(limits, Top(), File("./1"), File("./2"), File("./3"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_MoreBytesThanAllowed_IsRefusedBeforeTheyAreWritten()
    {
        CopyLimits limits = new() { MaxBytes = 15 };

        RemoteCopyException error = await RefusalAsync(limits, Top(), File("./one"), File("./two"));

        Assert.Contains(nameof(CopyLimits.MaxBytes), error.Message, StringComparison.Ordinal);
        Assert.Equal(["one"], Directory.GetFiles(Root).Select(static path => Path.GetFileName(path)));
    }

    // Each second name becomes a file of its own here.
    [Fact]
    public async Task ReadAsync_SecondNamesOfAFile_CountAsWhatTheyTake()
    {
        CopyLimits limits = new() { MaxBytes = 20 };

        RemoteCopyException error = await RefusalAsync(limits, Top(), File("./one"), SecondName("./two"), SecondName("./three"));

        Assert.Contains(nameof(CopyLimits.MaxBytes), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_FileLargerThanAllowed_IsRefused()
    {
        CopyLimits limits = new() { MaxFileBytes = 7 };

        Assert.Contains(nameof(CopyLimits.MaxFileBytes), (await RefusalAsync(limits, Top(), File("./one"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_FoldersDeeperThanAllowed_AreRefused()
    {
        CopyLimits limits = new() { MaxDepth = 3 };
        await UnpackAsync(limits, Top(), File("./a/b/file")).Soon();

        Assert.Contains(nameof(CopyLimits.MaxDepth), (await RefusalAsync(limits, Top(), File("./a/b/c/file"))).Message,
            StringComparison.Ordinal);
    }

    // A header that announces a long name; no byte of the name follows. The reader of .NET would make room for two gigabytes.
    [Theory]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('x')]
    [InlineData('g')]
    public async Task ReadAsync_NameOfAnyLength_IsRefusedBeforeThereIsRoomForIt(char kind)
    {
        byte[] header = HeaderOf(kind, 2_000_000_000);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() =>
            UnpackAsync([CopyScripts.Folder, .. header])).Soon();

        Assert.Equal(CopyFailureReason.TooLarge, error.Reason);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 500_000_000);
    }

    [Fact]
    public async Task ReadAsync_HonestLongNames_AreRead()
    {
        string name = "./" + string.Join('/', Enumerable.Repeat(new string('x', 100), 5));

        await UnpackAsync(Top(), File(name), File("./after"), File(name + "y")).Soon();

        Assert.True(System.IO.File.Exists(Path.Combine(Root, name)));
        Assert.Equal("contents", await System.IO.File.ReadAllTextAsync(Path.Combine(Root, name + "y")));
    }

    [Fact]
    public async Task ReadAsync_WhatIsUnderWay_IsClosedToOthersUntilItIsComplete()
    {
        const UnixFileMode Open = (UnixFileMode)0x1FF;
        GnuTarEntry folder = Top(), file = File("./file");
        folder.Mode = file.Mode = Open;
        List<(UnixFileMode Folder, UnixFileMode File)> seen = [];

        // Told in the middle of a file of more than a step.
        file.DataStream = new MemoryStream(new byte[3 << 20]);
        var watching = new Heard(_ => seen.Add((System.IO.File.GetUnixFileMode(Root),
            System.IO.File.GetUnixFileMode(Path.Combine(Root, "file")))));
        await UnpackAsync(await ArchiveOf(folder, file), new CopyLimits(), watching).Soon();

        Assert.Equal([(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            UnixFileMode.UserRead | UnixFileMode.UserWrite)], seen);
        Assert.Equal((Open, Open), (System.IO.File.GetUnixFileMode(Root), System.IO.File.GetUnixFileMode(Path.Combine(Root, "file"))));
    }

    private static GnuTarEntry Top() => new(TarEntryType.Directory, "./");

    private static GnuTarEntry SecondName(string name) => new(TarEntryType.HardLink, name) { LinkName = "./one" };

    private static byte[] HeaderOf(char kind, long size)
    {
        byte[] header = new byte[512];
        System.Text.Encoding.ASCII.GetBytes("././@LongLink").CopyTo(header, 0);
        System.Text.Encoding.ASCII.GetBytes("0000644\00000000\00000000\0" + Convert.ToString(size, 8).PadLeft(11,
            '0') + "\000000000000\0").CopyTo(header, 100);
        header.AsSpan(148, 8).Fill((byte)' ');
        header[156] = (byte)kind;
        System.Text.Encoding.ASCII.GetBytes("ustar  ").CopyTo(header, 257);
        int sum = header.Sum(static value => value);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }

    private async Task<RemoteCopyException> RefusalAsync(CopyLimits limits, params TarEntry[] entries)
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }

        RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() => UnpackAsync(limits, entries)).Soon();
        Assert.Equal((CopyFailureReason.TooLarge, "hosta"), (error.Reason, error.Host));
        return error;
    }

    private static GnuTarEntry File(string name) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("contents"u8.ToArray()) };

    private Task UnpackAsync(params TarEntry[] entries) => UnpackAsync(new CopyLimits(), entries);

    private async Task UnpackAsync(CopyLimits limits, params TarEntry[] entries) => await UnpackAsync(await ArchiveOf(entries), limits);

    private async Task UnpackAsync(byte[] archive, CopyLimits? limits = null, IProgress<CopyProgress>? progress = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        using var stream = new MemoryStream(archive);
        await new ArchiveUnpacker("hosta", Root, new CopyMeter(progress, null), limits ?? new CopyLimits()).ReadAsync(stream,
            CancellationToken.None);
    }

    private static async Task<byte[]> ArchiveOf(params TarEntry[] entries)
    {
        using var archive = new MemoryStream();
        archive.WriteByte(CopyScripts.Folder);
        await using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        return archive.ToArray();
    }
}
