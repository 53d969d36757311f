using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

[Collection(SshFixture.Collection)]
public sealed class RemoteCopyTests(SshFixture fixture) : IDisposable
{
    private const UnixFileMode Script = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
    private const int Big = 40_000_000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_001)]
    public async Task Copies_OfAFile_KeepContentsModeAndTime(int size)
    {
        string source = Write("source", size), there = At("there"), back = At("back");
        File.SetUnixFileMode(source, Script);
        File.SetLastWriteTimeUtc(source, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        await RemoteCopy.UploadAsync(source, "hosta", there, fixture.Options).Soon();
        await RemoteCopy.DownloadAsync("hosta", there, back, fixture.Options).Soon();

        Assert.All((string[])[there, back], path =>
        {
            Assert.Equal(SHA256.HashData(File.ReadAllBytes(source)), SHA256.HashData(File.ReadAllBytes(path)));
            Assert.Equal((Script, File.GetLastWriteTimeUtc(source)), (File.GetUnixFileMode(path), File.GetLastWriteTimeUtc(path)));
        });
        AssertHolds("back", "source", "there");
    }

    [Fact]
    public async Task Copies_OfAFolder_KeepWhatIsInIt()
    {
        string source = WriteTree("source"), there = At("there"), back = At("back");

        await RemoteCopy.UploadAsync(source, "hosta", there, fixture.Options).Soon();
        await RemoteCopy.DownloadAsync("hosta", there, back, fixture.Options).Soon();

        Assert.Equal(Describe(source), Describe(there));
        Assert.Equal(Describe(source), Describe(back));
        AssertHolds("back", "source", "there");
    }

    [Fact]
    public async Task Copies_ToAFolderThatIsThere_GoInsideAndKeepWhatIsThere()
    {
        string source = WriteTree("source");
        string up = Directory.CreateDirectory(At("up")).FullName, down = Directory.CreateDirectory(At("down")).FullName;
        foreach (string target in (string[])[up, down])
        {
            Directory.CreateDirectory(Path.Combine(target, "source", "deep"));
            await File.WriteAllTextAsync(Path.Combine(target, "source", "deep", "older"), "kept");
            await File.WriteAllTextAsync(Path.Combine(target, "source", "a b'c"), "replaced");
        }

        await RemoteCopy.UploadAsync(source + "/", "hosta", up, fixture.Options).Soon();
        await RemoteCopy.DownloadAsync("hosta", source, down + "/", fixture.Options).Soon();

        string[] expected = [.. Describe(source).Append($"deep/older: {UnixFileMode.UserRead | UnixFileMode.UserWrite} kept").Order(StringComparer.Ordinal)];
        foreach (string target in (string[])[up, down])
        {
            File.SetUnixFileMode(Path.Combine(target, "source", "deep", "older"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal(expected, Describe(Path.Combine(target, "source")));
            Assert.Single(Directory.GetFileSystemEntries(target));
        }
    }

    [Fact]
    public async Task Copies_PathsInTheHomeFolder_AreFoundThere()
    {
        string name = ".pathos-test-" + Guid.NewGuid().ToString("N");
        string source = Write("source", 10);
        string home = (await RemoteShell.RunAsync("hosta", "pwd", new RemoteShellOptions { Ssh = fixture.Options }).Soon()).Output.Trim();
        try
        {
            await RemoteCopy.UploadAsync(source, "hosta", "~/" + name, fixture.Options).Soon();
            await RemoteCopy.DownloadAsync("hosta", name, At("back"), fixture.Options).Soon();

            Assert.True(File.Exists(Path.Combine(home, name)));
            Assert.Equal(await File.ReadAllBytesAsync(source), await File.ReadAllBytesAsync(At("back")));
        }
        finally
        {
            File.Delete(Path.Combine(home, name));
        }
    }

    [Fact]
    public async Task Copies_OfALink_CopyWhatItLeadsTo()
    {
        Write("real", 100);
        File.CreateSymbolicLink(At("link"), "real");

        await RemoteCopy.UploadAsync(At("link"), "hosta", At("up"), fixture.Options).Soon();
        await RemoteCopy.DownloadAsync("hosta", At("link"), At("down"), fixture.Options).Soon();

        Assert.All((string[])["up", "down"], name => Assert.Equal((100L, null), (new FileInfo(At(name)).Length, new FileInfo(At(name)).LinkTarget)));
    }

    [Fact]
    public async Task Copies_Progress_CountsToTheEnd()
    {
        string source = At("source");
        Directory.CreateDirectory(source);
        Write("source/one", 5_000_000);
        Write("source/two", 1000);
        var up = new Heard();
        var down = new Heard();

        await RemoteCopy.UploadAsync(source, "hosta", At("there"), fixture.Options, up).Soon();
        await RemoteCopy.DownloadAsync("hosta", At("there"), At("back"), fixture.Options, down).Soon();

        Assert.All((Heard[])[up, down], static heard =>
        {
            Assert.True(heard.Reports.Count > 4);
            Assert.Equal(["one", "two"], heard.Reports.Select(static report => report.File).Distinct().Order(StringComparer.Ordinal));
            Assert.Equal((2, 5_001_000L), (heard.Reports[^1].FilesDone, heard.Reports[^1].BytesDone));
        });
        Assert.Equal([5_001_000L], up.Reports.Select(static report => report.TotalBytes!.Value).Distinct());
    }

    [Fact]
    public async Task Copies_SourceMissing_SaySo()
    {
        RemoteCopyException up = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.UploadAsync(At("nothing"), "hosta", At("up"), fixture.Options)).Soon();
        RemoteCopyException down = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.DownloadAsync("hosta", At("nothing"), At("down"), fixture.Options)).Soon();

        Assert.Equal((CopyFailureReason.SourceMissing, At("nothing"), "hosta"), (up.Reason, up.Path, up.Host));
        Assert.Equal((CopyFailureReason.SourceMissing, "hosta:" + At("nothing"), "hosta"), (down.Reason, down.Path, down.Host));
        AssertHolds();
    }

    // These folders let nobody write, not even the administrator.
    [Theory]
    [InlineData("/sys/kernel/new")]
    [InlineData("/no/such/folder/new")]
    public async Task Copies_TargetNotWritable_SaySo(string target)
    {
        string source = Write("source", 10);

        RemoteCopyException up = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.UploadAsync(source, "hosta", target, fixture.Options)).Soon();
        RemoteCopyException down = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.DownloadAsync("hosta", source, target, fixture.Options)).Soon();

        Assert.Equal((CopyFailureReason.TargetNotWritable, "hosta:" + target), (up.Reason, up.Path));
        Assert.Equal((CopyFailureReason.TargetNotWritable, target), (down.Reason, down.Path));
    }

    [Fact]
    public async Task Copies_TargetOfOtherKind_LeaveItAlone()
    {
        string folder = WriteTree("folder"), file = Write("file", 10);
        string[] before = Describe(folder);
        Directory.CreateDirectory(At("in"));
        Directory.Move(folder, At("in/file"));

        RemoteCopyException up = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.UploadAsync(file, "hosta", At("in"), fixture.Options)).Soon();
        RemoteCopyException down = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.DownloadAsync("hosta", At("in/file"), file, fixture.Options)).Soon();

        Assert.Equal((CopyFailureReason.TargetOfOtherKind, CopyFailureReason.TargetOfOtherKind), (up.Reason, down.Reason));
        Assert.Equal(before, Describe(At("in/file")));
        Assert.Equal(10, new FileInfo(file).Length);
        AssertHolds("file", "in");
    }

    [Fact]
    public async Task UploadAsync_DiskFull_SaysSoAndLeavesNothing()
    {
        // In place of tar, a program whose target is a disk that is always full.
        Directory.CreateDirectory(At("bin"));
        await File.WriteAllTextAsync(At("bin/tar"), "#!/bin/sh\nexec dd of=/dev/full\n");
        File.SetUnixFileMode(At("bin/tar"), Script);
        await using SshServers servers = await SshServers.StartAsync(1, _ => new SshServerSetup { Environment = new Dictionary<string, string> { ["PATH"] = At("bin") + ":/usr/bin:/bin" } }).Soon();
        string source = Write("source", Big);

        RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.UploadAsync(source, "hosta", At("up"), new SshOptions { ConfigFile = servers.ConfigPath })).Soon();

        Assert.Equal(CopyFailureReason.DiskFull, error.Reason);
        AssertHolds("bin", "source");
    }

    [Fact]
    public async Task UploadAsync_SourceShrinks_SaysSoAndLeavesNothing()
    {
        string source = Write("source", Big);
        var shrinking = new Heard(_ => new FileStream(source, FileMode.Truncate).Dispose());

        RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.UploadAsync(source, "hosta", At("up"), fixture.Options, shrinking)).Soon();

        Assert.Equal((CopyFailureReason.SourceChanged, source), (error.Reason, error.Path));
        await Watched.UntilAsync(_folder.Path, () => Entries().SequenceEqual(["source"])).Soon();
    }

    [Fact]
    public async Task UploadAsync_HostDiesInTheMiddle_LeavesNothingAtTheName()
    {
        var killing = new Heard(_ => fixture.Servers.KillAsync("hostb").Soon().Wait());

        SshException error = await Assert.ThrowsAsync<SshException>(() => RemoteCopy.UploadAsync(Write("source", Big), "hostb", At("up"), fixture.Options, killing)).Soon();

        Assert.Equal((SshFailureReason.ConnectionLost, "hostb"), (error.Reason, error.Host));
        Assert.False(File.Exists(At("up")));
        await fixture.Servers.RestartAsync("hostb").Soon();
    }

    [Fact]
    public async Task UploadAsync_ConnectionBreaks_HostCleansUp()
    {
        var breaking = new Heard(_ => fixture.Servers.SeverAsync("hostb").Soon().Wait());

        await Assert.ThrowsAsync<SshException>(() => RemoteCopy.UploadAsync(Write("source", Big), "hostb", At("up"), fixture.Options, breaking)).Soon();

        await Watched.UntilAsync(_folder.Path, () => Entries().SequenceEqual(["source"])).Soon();
        await fixture.Servers.RestartAsync("hostb").Soon();
    }

    // As when the connection breaks between two entries: to tar that looks like the end.
    [Fact]
    public async Task ReceiveAt_ArchiveWithoutItsLastEntry_LeavesNothing()
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, CopyScripts.Data) { DataStream = new MemoryStream("contents"u8.ToArray()) });
        }

        archive.Position = 0;
        RemoteCommandException error = await Assert.ThrowsAsync<RemoteCommandException>(
            () => RemoteShell.RunAsync("hosta", CopyScripts.ReceiveAt(At("up"), "source"), new RemoteShellOptions { Ssh = fixture.Options, Input = archive })).Soon();

        Assert.Equal(CopyScripts.Incomplete, error.ExitCode);
        AssertHolds();
    }

    [Fact]
    public async Task DownloadAsync_HostDiesInTheMiddle_LeavesNothing()
    {
        var killing = new Heard(_ => fixture.Servers.KillAsync("hostb").Soon().Wait());

        SshException error = await Assert.ThrowsAsync<SshException>(() => RemoteCopy.DownloadAsync("hostb", Write("source", Big), At("down"), fixture.Options, killing)).Soon();

        Assert.Equal(SshFailureReason.ConnectionLost, error.Reason);
        AssertHolds("source");
        await fixture.Servers.RestartAsync("hostb").Soon();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copies_Cancelled_LeaveNothing(bool isUpload)
    {
        string source = Write("source", Big);
        using var cancellation = new CancellationTokenSource();
        var cancelling = new Heard(_ => cancellation.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => isUpload
            ? RemoteCopy.UploadAsync(source, "hosta", At("copy"), fixture.Options, cancelling, cancellation.Token)
            : RemoteCopy.DownloadAsync("hosta", source, At("copy"), fixture.Options, cancelling, cancellation.Token)).Soon();

        AssertHolds("source");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copies_NotYetComplete_NobodyElseMayLookIntoThem(bool isUpload)
    {
        string source = Write("source", Big);
        List<UnixFileMode> seen = [];
        var looking = new Looking(progress =>
        {
            // So much is held by no line in between: a part has arrived.
            if (progress.BytesDone > Big / 2 && seen.Count == 0)
            {
                seen.AddRange(Directory.GetFileSystemEntries(At(".")).Where(path => Path.GetFileName(path) != "source").Select(File.GetUnixFileMode));
            }
        });

        await (isUpload
            ? RemoteCopy.UploadAsync(source, "hosta", At("copy"), fixture.Options, looking)
            : RemoteCopy.DownloadAsync("hosta", source, At("copy"), fixture.Options, looking)).Soon();

        UnixFileMode mode = Assert.Single(seen);
        Assert.Equal(UnixFileMode.None, mode & (UnixFileMode)0x3F);
        AssertHolds("copy", "source");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copies_ProgressThrows_LeaveNothingAndThrowThat(bool isUpload)
    {
        string source = Write("source", Big);
        var error = new InvalidDataException("enough");
        var throwing = new Heard(_ => throw error);

        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => isUpload
            ? RemoteCopy.UploadAsync(source, "hosta", At("copy"), fixture.Options, throwing)
            : RemoteCopy.DownloadAsync("hosta", source, At("copy"), fixture.Options, throwing)).Soon());

        AssertHolds("source");
    }

    [Fact]
    public async Task Copies_PipeInAFolder_IsRefusedOrCopiedAndNeverOpened()
    {
        Directory.CreateDirectory(At("source"));
        await RemoteShell.RunAsync("hosta", $"mkfifo {At("source")}/pipe", new RemoteShellOptions { Ssh = fixture.Options }).Soon();

        await RemoteCopy.UploadAsync(At("source"), "hosta", At("up"), fixture.Options).Soon();
        RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.DownloadAsync("hosta", At("source"), At("down"), fixture.Options)).Soon();

        Assert.Contains("pipe", error.Path, StringComparison.Ordinal);
        AssertHolds("source", "up");
    }

    private static string[] Describe(string root) =>
    [
        .. new DirectoryInfo(root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(item => string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetRelativePath(root, item.FullName)}: {(item.LinkTarget is { } link ? "-> " + link : $"{File.GetUnixFileMode(item.FullName)} {(item is FileInfo ? File.ReadAllText(item.FullName) : "folder")}")}")).Order(StringComparer.Ordinal),
    ];

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Write(string name, int size)
    {
        byte[] contents = new byte[size];
        Random.Shared.NextBytes(contents);
        File.WriteAllBytes(At(name), contents);
        return At(name);
    }

    private string WriteTree(string name)
    {
        string root = At(name);
        Directory.CreateDirectory(Path.Combine(root, "deep", "deeper"));
        Directory.CreateDirectory(Path.Combine(root, "empty"));
        File.WriteAllText(Path.Combine(root, "a b'c"), "quoted");
        File.WriteAllText(Path.Combine(root, "line\nbreak"), "broken");
        File.WriteAllText(Path.Combine(root, ".hidden"), "");
        File.WriteAllText(Path.Combine(root, "deep", "deeper", new string('x', 200)), "long");
        File.SetUnixFileMode(Path.Combine(root, "a b'c"), Script);
        File.CreateSymbolicLink(Path.Combine(root, "deep", "up"), "../a b'c");
        File.CreateSymbolicLink(Path.Combine(root, "dangling"), "/no/such/thing");
        File.SetUnixFileMode(Path.Combine(root, "empty"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return root;
    }

    private IEnumerable<string> Entries() => Directory.GetFileSystemEntries(_folder.Path).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private void AssertHolds(params string[] names) => Assert.Equal(names, Entries());

    private sealed class Looking(Action<CopyProgress> look) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => look(value);
    }
}
