namespace Pathos.Remote.Tests;

/// <summary>Pools open and work whatever shell users log in with on a host.</summary>
public sealed class LoginShellPoolTests(LoginShellPoolTests.Fixture fixture) : IClassFixture<LoginShellPoolTests.Fixture>, IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Shells => [.. LoginShellHosts.Shells];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Map_OnTheHost_RunsThereWithTheUmaskOfTheHost(string shell)
    {
        await using Pool pool = Pool.Open(Options(), $"ssh://{fixture[shell].Name}/2");

        string[] masks = await pool.MapAsync(static _ => File.ReadLines("/proc/self/status").Single(static line => line.StartsWith("Umask:", StringComparison.Ordinal)), Enumerable.Range(0, 6)).Soon();
        string host = await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")!).Soon();

        string own = (await RemoteShell.RunAsync(fixture[shell].Name, "umask", new RemoteShellOptions { Ssh = fixture.Ssh }).Soon()).Output;
        Assert.All(masks, mask => Assert.Equal($"Umask:\t{own.Trim().PadLeft(4, '0')}", mask));
        Assert.Equal(fixture[shell].Name, host);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Profile_OfTheHost_IsReadByThatShell(string shell)
    {
        string profile = shell switch
        {
            "csh" or "tcsh" => "echo Welcome; setenv FROM_PROFILE 'two  words'; set unexported=1; cd /\n",
            "fish" => "echo Welcome; set -gx FROM_PROFILE 'two  words'; set unexported 1; cd /; test -f /no-such-file\n",
            _ => "echo Welcome; export FROM_PROFILE='two  words'; unexported=1; cd /\n",
        };
        await using Pool pool = Pool.Open(Options(await HostAsync(shell, profile)), "ssh://registered/1");

        Assert.Equal(
            ("two  words", null, "registry", false),
            await pool.PipeAsync(static () => (
                Environment.GetEnvironmentVariable("FROM_PROFILE"),
                Environment.GetEnvironmentVariable("unexported") ?? Environment.GetEnvironmentVariable("PATHOS_PROFILE"),
                Environment.GetEnvironmentVariable("QUALITY"),
                Environment.CurrentDirectory == "/" || Environment.GetEnvironmentVariable("PWD") == "/")).Soon());
    }

    // The programs that make the sums of files differ in what they print of such a name.
    [Theory]
    [InlineData("bash")]
    [InlineData("busybox")]
    public async Task CacheFolder_NameHasSpecialCharacters_IsUsed(string shell)
    {
        string cache = Path.Combine(_folder.Path, "back\\slash new\nline it's $HOME");
        await using Pool pool = Pool.Open(Options() with { CacheFolder = cache }, $"ssh://{fixture[shell].Name}/1");

        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(cache, "programs")));
    }

    [Theory]
    [InlineData("bash", "exit 3\n")]
    [InlineData("busybox", "exit 3\n")]
    [InlineData("zsh", "exit 3\n")]
    [InlineData("fish", "set -gx A (\n")]
    [InlineData("csh", "setenv A (\n")]
    [InlineData("tcsh", "setenv A (\n")]
    public async Task Profile_CannotBeRead_IsAnErrorThatSaysSo(string shell, string profile)
    {
        await using Pool pool = Pool.Open(Options(await HostAsync(shell, profile)), "ssh://registered/1");

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains(fixture[shell].Name, error.Message, StringComparison.Ordinal);
        Assert.Contains("profile", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csh")]
    [InlineData("fish")]
    [InlineData("busybox")]
    public async Task RemoteServer_OnTheHost_Serves(string shell)
    {
        PoolCredentials credentials = PoolCredentials.FromSecret("for-the-tests-of-login-shells-only-0123456789");
        await using RemoteServer server = await RemoteServer.StartAsync(fixture[shell].Name, credentials, new RemoteServerOptions { Ssh = fixture.Ssh, Workers = 1, OpenTimeout = TestTimeouts.Unexpected }).Soon();
        await using Pool pool = Pool.Open(Options() with { Credentials = credentials }, server.LocalAddress);

        Assert.Equal(fixture[shell].Name, await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")!).Soon());
    }

    private RemotePoolOptions Options(RegisteredHost? host = null)
    {
        HostRegistry registry = HostRegistry.Load(Path.Combine(_folder.Path, "hosts.json"));
        if (host is not null)
        {
            registry.Add(host);
        }

        return new RemotePoolOptions { Ssh = fixture.Ssh, Hosts = registry, OpenTimeout = TestTimeouts.Unexpected };
    }

    private async Task<RegisteredHost> HostAsync(string shell, string profile)
    {
        string path = Path.Combine(_folder.Path, "pro file's");
        await File.WriteAllTextAsync(path, profile);
        return new RegisteredHost("registered") { HostName = fixture[shell].Name, Profile = path, Environment = new Dictionary<string, string> { ["QUALITY"] = "registry" } };
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private LoginShellHosts _hosts = null!;

        public SshOptions Ssh => new() { ConfigFile = _hosts.Servers.ConfigPath };

        public SshServer this[string shell] => _hosts[shell];

        public async Task InitializeAsync() => _hosts = await LoginShellHosts.StartAsync().Soon();

        public async Task DisposeAsync() => await _hosts.DisposeAsync().Soon();
    }
}
