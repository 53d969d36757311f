using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>The folder that a host keeps things in: found, tried and looked at before anything is opened there.</summary>
[Collection(SshHosts.Collection)]
public sealed class CacheFolderTests(SshHosts hosts) : IDisposable
{
    private const string Stranger = "65534";

    private readonly TestFolder _folder = new();

    private string Cache => Path.Combine(_folder.Path, "cache");

    private RemoteCacheOptions CacheOptions => new() { Ssh = hosts.Options().Ssh, Folder = Cache };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("chown", Stranger, "chown 0")]
    [InlineData("chmod", "770", "chmod go-w")]
    [InlineData("chmod", "1777", "chmod go-w")]
    public async Task Cache_OthersMayWriteToIt_IsRefusedWithTheCure(string program, string argument, string cure)
    {
        Directory.CreateDirectory(Cache);
        Run(program, argument, Cache);

        await IsRefusedAsync(cure);
    }

    [Theory]
    [InlineData("programs")]
    [InlineData("runtimes")]
    [InlineData("code")]
    public async Task Cache_OthersMayWriteToAPartOfIt_IsRefusedWithTheCure(string part)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Cache, part)).FullName;
        Run("chown", Stranger, folder);

        await IsRefusedAsync($"chown 0 '{folder}'");
    }

    [Fact]
    public async Task Cache_ProgramInItIsAStrangers_IsRefusedWithTheCure()
    {
        await ServesAsync(Cache);
        string program = Directory.GetDirectories(Path.Combine(Cache, "programs")).Single();
        Run("chown", Stranger, program);

        Assert.Contains($"chown 0 '{program}'", (await FailsAsync(Cache)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_IsALinkToAFolderOfOthers_IsRefused()
    {
        string real = Directory.CreateDirectory(Path.Combine(_folder.Path, "real")).FullName;
        Run("chmod", "777", real);
        File.CreateSymbolicLink(Cache, real);

        await IsRefusedAsync("chmod go-w");
    }

    [Theory]
    [InlineData("kept here")]
    [InlineData("~/kept here")]
    public async Task Cache_PathIsRelative_IsOfTheHomeFolder(string named)
    {
        string place = Path.Combine(hosts.Servers["hosta"].Home, "kept here");

        await ServesAsync(named);

        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(place, "programs")));
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(place, "code")));
        Assert.NotEmpty(await RemoteCache.ListAsync("hosta", CacheOptions with { Folder = named }).Soon());
        Directory.Delete(place, recursive: true);
    }

    [Fact]
    public async Task Cache_IsMadeByAPool_NobodyElseMayLookIntoIt()
    {
        const UnixFileMode Others = (UnixFileMode)0x3F;
        var ofUs = hosts.Options() with { CacheFolder = Cache };
        await using Pool pool = Pool.Open(ofUs, "ssh://hosta/1");

        // What a task writes is not the pool's own, and gets the mode that the host gives it.
        string written = await pool.PipeAsync(
            static folder =>
            {
                string path = Path.Combine(folder, "written");
                File.WriteAllText(path, "by a task");
                return path;
            },
            _folder.Path).Soon();

        // Assemblies are written by the worker, whose mask is the host's; their folders are closed.
        string[] kept =
        [
            Cache,
            .. Directory.GetDirectories(Cache, "*", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(Cache, "programs"), "*", SearchOption.AllDirectories),
        ];
        Assert.Contains(kept, static path => path.EndsWith("Pathos.Worker.dll", StringComparison.Ordinal));
        Assert.All(kept, path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
        Assert.NotEqual(UnixFileMode.None, File.GetUnixFileMode(written) & Others);
    }

    [Fact]
    public async Task Cache_CannotBeWrittenThoughTheProgramIsThere_IsToldAtTheOpening()
    {
        Directory.CreateDirectory(Cache);
        Run("mount", "-t", "tmpfs", "-o", "mode=700", "pathos-test", Cache);
        try
        {
            await ServesAsync(Cache);
            await FileGate.PollAsync(() => hosts.Servers["hosta"].FindProcesses("Pathos.Worker.dll").Count == 0, "the first pool to leave the host").Soon();
            Run("mount", "-o", "remount,ro", Cache);

            Assert.Contains("Read-only", (await FailsAsync(Cache)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Run("umount", Cache);
        }
    }

    [Fact]
    public async Task Cache_UserHasNoHome_IsToldAtTheOpening()
    {
        await using SshServers servers = await SshServers.StartAsync(1, static _ => new SshServerSetup { Environment = new Dictionary<string, string> { ["HOME"] = "", ["XDG_CACHE_HOME"] = "" } }).Soon();
        var ssh = new SshOptions { ConfigFile = servers.ConfigPath };
        await using Pool pool = Pool.Open(new RemotePoolOptions { Ssh = ssh }, "ssh://hosta/1");

        Assert.Contains("HOME", (await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon())).Message, StringComparison.Ordinal);
        Assert.Contains("HOME", (await Assert.ThrowsAsync<RemoteCacheException>(() => RemoteCache.ListAsync("hosta", new RemoteCacheOptions { Ssh = ssh })).Soon()).Message, StringComparison.Ordinal);
    }

    private async Task IsRefusedAsync(string cure)
    {
        Assert.Contains(cure, (await FailsAsync(Cache)).Message, StringComparison.Ordinal);
        Assert.Contains(cure, (await Assert.ThrowsAsync<RemoteCacheException>(() => RemoteCache.ListAsync("hosta", CacheOptions)).Soon()).Message, StringComparison.Ordinal);
        Assert.Contains(cure, (await Assert.ThrowsAsync<RemoteCacheException>(() => RemoteCache.ClearAsync("hosta", CacheOptions)).Soon()).Message, StringComparison.Ordinal);
    }

    private async Task ServesAsync(string cache)
    {
        await using Pool pool = Pool.Open(hosts.Options() with { CacheFolder = cache }, "ssh://hosta/1");
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    private async Task<PoolOpenException> FailsAsync(string cache)
    {
        await using Pool pool = Pool.Open(hosts.Options() with { CacheFolder = cache }, "ssh://hosta/1");
        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RemotePoolOptions.CacheFolder), error.Message, StringComparison.Ordinal);
        return error;
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(TestTimeouts.Unexpected));
        Assert.Equal(0, process.ExitCode);
    }
}
