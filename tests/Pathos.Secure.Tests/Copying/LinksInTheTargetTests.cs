using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>Links that lie where a copy goes. An earlier copy may have brought them, and they lead where they like.</summary>
[Collection(SshFixture.Collection)]
public sealed class LinksInTheTargetTests(SshFixture fixture) : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Outside => Directory.CreateDirectory(At("outside")).FullName;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_FolderWhereALinkLies_ReplacesTheLinkAndEntersNothing(bool isUpload)
    {
        Write("source/deep/file", "new");
        Directory.CreateDirectory(At("target/source"));
        File.CreateSymbolicLink(At("target/source/deep"), Outside);

        await CopyAsync(isUpload, At("source"), At("target"));

        Assert.Empty(Directory.GetFileSystemEntries(Outside));
        Assert.Null(new DirectoryInfo(At("target/source/deep")).LinkTarget);
        Assert.Equal("new", await File.ReadAllTextAsync(At("target/source/deep/file")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_WholeFolderWhereALinkLies_ReplacesTheLink(bool isUpload)
    {
        Write("source/file", "new");
        Directory.CreateDirectory(At("target"));
        File.CreateSymbolicLink(At("target/source"), Outside);

        await CopyAsync(isUpload, At("source"), At("target"));

        Assert.Empty(Directory.GetFileSystemEntries(Outside));
        Assert.Equal("new", await File.ReadAllTextAsync(At("target/source/file")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_FileWhereALinkToAFolderLies_ReplacesTheLink(bool isUpload)
    {
        Write("source/key", "new");
        Directory.CreateDirectory(At("target/source"));
        File.CreateSymbolicLink(At("target/source/key"), Outside);

        await CopyAsync(isUpload, At("source"), At("target"));

        Assert.Empty(Directory.GetFileSystemEntries(Outside));
        Assert.Equal("new", await File.ReadAllTextAsync(At("target/source/key")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_FileWhereALinkToAFileLies_LeavesThatFileAlone(bool isUpload)
    {
        Write("source/key", "new");
        Write("outside/key", "old");
        Directory.CreateDirectory(At("target/source"));
        File.CreateSymbolicLink(At("target/source/key"), At("outside/key"));

        await CopyAsync(isUpload, At("source"), At("target"));

        Assert.Equal(("old", "new"), (await File.ReadAllTextAsync(At("outside/key")),
            await File.ReadAllTextAsync(At("target/source/key"))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_FolderWithLinksTwice_GivesTheSameTwice(bool isUpload)
    {
        Write("source/real/file", "one");
        File.CreateSymbolicLink(At("source/to-folder"), "real");
        File.CreateSymbolicLink(At("source/to-file"), "real/file");
        File.CreateSymbolicLink(At("source/to-nothing"), "nothing");
        Directory.CreateDirectory(At("target"));

        await CopyAsync(isUpload, At("source"), At("target"));
        Write("source/real/file", "two");
        await CopyAsync(isUpload, At("source"), At("target"));

        Assert.Equal(
            [("real", null), ("to-file", "real/file"), ("to-folder", "real"), ("to-nothing", "nothing")],
            new DirectoryInfo(At("target/source")).EnumerateFileSystemInfos().Select(static item => (item.Name, item.LinkTarget)).Order());
        Assert.Equal(["file"], Directory.GetFileSystemEntries(At("target/source/real")).Select(static path => Path.GetFileName(path)));
        Assert.Equal("two", await File.ReadAllTextAsync(At("target/source/to-folder/file")));
    }

    // Whoever names a link means what it leads to.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_TargetIsNamedByALink_GoesThere(bool isUpload)
    {
        Write("source/file", "new");
        File.CreateSymbolicLink(At("named"), Outside);

        await CopyAsync(isUpload, At("source"), At("named"));

        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(Outside, "source", "file")));
    }

    [Fact]
    public void SizeOf_FolderWithLinksToFolders_CountsNothingBehindThem()
    {
        Write("source/file", "12345");
        Write("outside/file", "1234567890");
        File.CreateSymbolicLink(At("source/out"), Outside);
        File.CreateSymbolicLink(At("source/round"), ".");

        Assert.Equal(5, ArchivePacker.SizeOf(new DirectoryInfo(At("source"))));
    }

    [Fact]
    public void Dispose_OfATargetThatWasGivenUp_LeavesAloneWhatIsBehindLinks()
    {
        string behind = Directory.CreateDirectory(Path.Combine(Outside, "closed"), UnixFileMode.UserRead).FullName;
        var target = new LocalTarget("hosta", At("copy"), "name");
        string closed = Directory.CreateDirectory(Path.Combine(target.Data, "closed")).FullName;
        Directory.CreateDirectory(Path.Combine(closed, "closed"), UnixFileMode.None);
        File.SetUnixFileMode(closed, UnixFileMode.None);
        File.CreateSymbolicLink(Path.Combine(target.Data, "link"), Outside);

        target.Dispose();

        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(behind));
        Assert.Equal(["outside"], Directory.GetFileSystemEntries(_folder.Path).Select(static path => Path.GetFileName(path)));
    }

    [Fact]
    public void Data_OfATarget_LiesInAFolderThatIsClosedToOthers()
    {
        using var target = new LocalTarget("hosta", At("copy"), "name");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(target.Data)!));
    }

    private Task CopyAsync(bool isUpload, string source, string target) =>
        (isUpload ? RemoteCopy.UploadAsync(source, "hosta", target, fixture.Options)
            : RemoteCopy.DownloadAsync("hosta", source, target, fixture.Options)).Soon();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private void Write(string name, string contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), contents);
    }
}
