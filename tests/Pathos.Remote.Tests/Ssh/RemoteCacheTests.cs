namespace Pathos.Remote.Tests;

/// <summary>What pools leave on a host, listed and removed while others use it.</summary>
[Collection(SshHosts.Collection)]
public sealed class RemoteCacheTests(SshHosts hosts) : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Cache => Path.Combine(_folder.Path, "cache of pools");

    private RemoteCacheOptions Options => new() { Ssh = new SshOptions { ConfigFile = hosts.Servers.ConfigPath }, Folder = Cache };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ListAsync_APoolIsOpenThere_TellsWhatItsWorkersUse()
    {
        await using Pool pool = await OpenAsync();

        IReadOnlyList<CachedItem> items = await RemoteCache.ListAsync("hosta", Options).Soon();

        CachedItem program = Assert.Single(items, static item => item.Kind == CachedItemKind.Program);
        CachedItem code = Assert.Single(items, static item => item.Name == "Pathos.Remote.Tests.dll");
        Assert.Equal((CachedItemKind.Assembly, new FileInfo(typeof(RemoteCacheTests).Assembly.Location).Length), (code.Kind, code.Bytes));
        Assert.Equal([true, true], [program.IsInUse, code.IsInUse]);
        Assert.All(items, static item => Assert.Equal((64, true), (item.Hash.Length, item.Bytes > 0)));
        Assert.All(items, static item => Assert.InRange(item.LastUsed, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(1)));
    }

    [Fact]
    public async Task ListAsync_NoHost_IsThisMachine()
    {
        Put("programs", 'a');

        Assert.Equal(await RemoteCache.ListAsync("hosta", Options).Soon(), await RemoteCache.ListAsync(null, Options).Soon());
    }

    [Fact]
    public async Task ListAsync_NoSuchFolder_IsEmpty() => Assert.Empty(await RemoteCache.ListAsync("hosta", Options).Soon());

    [Fact]
    public async Task ClearAsync_APoolIsOpenThere_LeavesWhatIsUsed()
    {
        await using Pool pool = await OpenAsync();
        string[] unused = [Put("programs", 'a'), Put("runtimes", 'b'), Put("code", 'c')];

        IReadOnlyList<CachedItem> removed = await RemoteCache.ClearAsync("hosta", Options).Soon();

        Assert.Equal([CachedItemKind.Program, CachedItemKind.Runtime, CachedItemKind.Assembly], removed.Select(static item => item.Kind));
        Assert.All(unused, static folder => Assert.False(Directory.Exists(folder)));
        Assert.All(await RemoteCache.ListAsync("hosta", Options).Soon(), static item => Assert.True(item.IsInUse));

        // New workers find the program and the code where they were.
        await pool.ResizeAsync(2).Soon();
        Assert.Equal(2, (await pool.RunOnAllAsync(static () => Environment.ProcessId).Soon()).Distinct().Count());
    }

    [Fact]
    public async Task ClearAsync_PoolsAreGone_RemovesAllAndTheNextPoolSendsItAgain()
    {
        await using (await OpenAsync())
        {
        }

        await NothingIsUsedAsync();
        IReadOnlyList<CachedItem> removed = await RemoteCache.ClearAsync("hosta", Options).Soon();

        Assert.Contains(removed, static item => item.Kind == CachedItemKind.Program);
        Assert.Contains(removed, static item => item.Name == "Pathos.Remote.Tests.dll");
        Assert.Equal(["lock"], Directory.GetFiles(Cache, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        await using Pool again = await OpenAsync();
        Assert.NotEmpty(await RemoteCache.ListAsync("hosta", Options).Soon());
    }

    [Fact]
    public async Task ClearAsync_OfAnAge_LeavesWhatWasUsedSince()
    {
        string old = Put("programs", 'a'), young = Put("programs", 'b');
        File.SetLastWriteTimeUtc(Path.Combine(old, "files.sha256"), DateTime.UtcNow.AddDays(-3));

        IReadOnlyList<CachedItem> removed = await RemoteCache.ClearAsync("hosta", Options with { UnusedFor = TimeSpan.FromDays(2) }).Soon();

        Assert.Equal(Path.GetFileName(old), Assert.Single(removed).Hash);
        Assert.True(Directory.Exists(young));
    }

    [Fact]
    public async Task ClearAsync_TransferWasBrokenOff_RemovesItsRestAfterADay()
    {
        string old = Put("programs", 'a', ".part.12"), young = Put("programs", 'b', ".part.13");
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-1.1));

        Assert.Equal(CachedItemKind.Leftover, Assert.Single(await RemoteCache.ClearAsync("hosta", Options).Soon()).Kind);
        Assert.True(Directory.Exists(young));
    }

    [Fact]
    public async Task ClearAsync_WhilePoolsOpen_EachOfThemServes()
    {
        using var opened = new CancellationTokenSource();
        Task clearing = Task.Run(async () =>
        {
            while (!opened.IsCancellationRequested)
            {
                await RemoteCache.ClearAsync(null, Options);
            }
        });
        for (int round = 0; round < 6; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
            {
                await using Pool pool = await OpenAsync();
            }));
        }

        await opened.CancelAsync();
        await clearing.Soon();
    }

    [Fact]
    public async Task Opening_CacheWasCopiedThereByHand_NothingIsSentAgain()
    {
        await using (await OpenAsync())
        {
        }

        string here = Path.Combine(_folder.Path, "prepared"), there = Path.Combine(_folder.Path, "elsewhere");
        await RemoteCopy.DownloadAsync("hosta", Cache, here, Options.Ssh).Soon();
        await RemoteCopy.UploadAsync(here, "hostb", there, Options.Ssh).Soon();
        string[] copied = Directory.GetFiles(there, "*.dll", SearchOption.AllDirectories);
        DateTime longAgo = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        Array.ForEach(copied, path => File.SetLastWriteTimeUtc(path, longAgo));

        await using Pool pool = Pool.Open(hosts.Options() with { CacheFolder = there }, "ssh://hostb/1");
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());

        Assert.Contains(copied, static path => path.EndsWith("Pathos.Remote.Tests.dll", StringComparison.Ordinal));
        Assert.All(copied, path => Assert.Equal(longAgo, File.GetLastWriteTimeUtc(path)));
        Assert.Equal(copied.Order(), Directory.GetFiles(there, "*.dll", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task ClearAsync_HostHasNoFlock_RefusesAndSaysWhy()
    {
        string tools = Directory.CreateDirectory(Path.Combine(_folder.Path, "tools")).FullName;
        foreach (string tool in (string[])["sh", "date", "find", "ls", "awk", "stat"])
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), $"/usr/bin/{tool}");
        }

        await using SshServers servers = await SshServers.StartAsync(1, _ => new SshServerSetup { Environment = new Dictionary<string, string> { ["PATH"] = tools } }).Soon();
        RemoteCacheOptions options = Options with { Ssh = new SshOptions { ConfigFile = servers.ConfigPath } };
        string kept = Put("programs", 'a');

        RemoteCacheException error = await Assert.ThrowsAsync<RemoteCacheException>(() => RemoteCache.ClearAsync("hosta", options).Soon());

        Assert.Contains("flock", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(kept));
        Assert.Null(Assert.Single(await RemoteCache.ListAsync("hosta", options).Soon()).IsInUse);
    }

    /// <summary>Makes a thing as a pool of another build would have left it.</summary>
    private string Put(string kind, char digit, string ending = "")
    {
        string folder = Directory.CreateDirectory(Path.Combine(Cache, kind, new string(digit, 64) + ending)).FullName;
        File.WriteAllText(Path.Combine(folder, kind == "code" ? "My.dll" : "files.sha256"), "content");
        return folder;
    }

    private async Task<Pool> OpenAsync()
    {
        Pool pool = await Pool.OpenAsync(hosts.Options() with { CacheFolder = Cache, OpenTimeout = TestTimeouts.Unexpected }, "ssh://hosta/1").Soon();
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
        return pool;
    }

    /// <summary>A pool is disposed when its connection has ended; its node ends at the same time, not before.</summary>
    private async Task NothingIsUsedAsync()
    {
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while ((await RemoteCache.ListAsync(null, Options, bound.Token)).Any(static item => item.IsInUse == true))
        {
        }
    }
}
