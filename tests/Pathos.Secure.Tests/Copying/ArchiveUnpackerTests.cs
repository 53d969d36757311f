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

    private static GnuTarEntry File(string name) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("contents"u8.ToArray()) };

    private async Task UnpackAsync(params TarEntry[] entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        using var archive = new MemoryStream();
        archive.WriteByte(CopyScripts.Folder);
        await using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        archive.Position = 0;
        await new ArchiveUnpacker("hosta", Root, new CopyMeter(null, null)).ReadAsync(archive, CancellationToken.None);
    }
}
