namespace Pathos.Cli.Tests;

/// <summary>Where <c>pathos serve</c> keeps what clients send, and what it tries of its folders before it serves.</summary>
public sealed class ServerFoldersTests : IDisposable
{
    private const string Secret = "the secret of servers and their folders";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Home_ThatIsNone_IsToldWithTheCure()
    {
        await using PathosProcess server = Serve([], ("HOME", "nowhere"), ("XDG_CACHE_HOME", null));

        (int code, string output, string errors) = await server.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("no home folder", errors, StringComparison.Ordinal);
        Assert.Contains("--cache", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CachesOfTheUser_AreWhereTheVariableSaysUnlessItIsRelative(bool isRelative)
    {
        string relative = Path.GetFileName(_folder.Path), caches = Path.Combine(_folder.Path, "caches"), home = Path.Combine(_folder.Path, "home");
        await using PathosProcess server = Serve([], ("HOME", home), ("XDG_CACHE_HOME", isRelative ? relative : caches));
        await server.AddressAsync();

        Assert.Equal(!isRelative, Directory.Exists(Path.Combine(caches, "pathos")));
        Assert.Equal(isRelative, Directory.Exists(Path.Combine(home, ".cache", "pathos")));
        Assert.False(Directory.Exists(relative));
        server.Signal("TERM");
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Fact]
    public async Task CacheFolder_ThatOthersMayWrite_IsNamedWithTheCureBeforeItServes()
    {
        string cache = Path.Combine(_folder.Path, "cache");
        Directory.CreateDirectory(cache);
        File.SetUnixFileMode(cache, (UnixFileMode)511);
        await using PathosProcess server = Serve(["--cache", cache]);

        (int code, string output, string errors) = await server.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"chmod go-w '{cache}'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TemporaryFolder_HasRoomForAFileAndNotForAWorkersFolder_IsNamedBeforeItServes()
    {
        // A disk that has room and no more names: two are left, of which the first is the runtime's.
        string full = Path.Combine(_folder.Path, "full");
        Directory.CreateDirectory(full);
        await using PathosProcess server = PathosProcess.StartUnder(
            ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m,nr_inodes=3,mode=700 tmpfs \"$1\" && shift && exec \"$@\"", "sh", full],
            ["serve", "--listen", "127.0.0.1:0", "--no-discovery", "--cache", Path.Combine(_folder.Path, "cache"), "--json"],
            (PoolCredentials.Variable, Secret),
            ("TMPDIR", full));

        (int code, string output, string errors) = await server.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("No space left", errors, StringComparison.Ordinal);
        Assert.Contains(full, errors, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", errors, StringComparison.Ordinal);
    }

    private static PathosProcess Serve(string[] more, params (string Name, string? Value)[] variables) => PathosProcess.Start(
        ["serve", "--listen", "127.0.0.1:0", "--no-discovery", "--json", .. more], [(PoolCredentials.Variable, Secret), .. variables]);
}
