using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary><c>pathos connect --serve</c> against a real SSH server.</summary>
public sealed class ConnectServeTests(ConnectServeTests.Fixture fixture) : IClassFixture<ConnectServeTests.Fixture>, IDisposable
{
    private const string Secret = "a-secret-that-is-nowhere-to-be-seen";

    private readonly TestFolder _folder = new();

    private string Cache => Path.Combine(_folder.Path, "cache");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 0)]
    [InlineData("TERM", 0)]
    [InlineData("KILL", 137)]
    public async Task ConnectServe_UntilItIsEnded_ServesAndLeavesNothingThere(string signal, int code)
    {
        await using PathosProcess program = Start();
        JsonElement told = JsonDocument.Parse((await program.ReadLineAsync())!).RootElement;
        Assert.Equal(("hosta", 3), (told.GetProperty("host").GetString(), told.GetProperty("workers").GetInt32()));
        await using Pool pool = Pool.Connect(told.GetProperty("address").GetString()!, PoolCredentials.FromSecret(Secret));
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
        Assert.NotEmpty(fixture.Host.FindProcesses(Cache));

        program.Signal(signal);

        Assert.Equal(code, (await program.EndAsync()).Code);
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (fixture.Host.FindProcesses().Count > 0)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task ConnectServe_SecretInTheEnvironment_IsInNoArgumentsAndNoOtherEnvironment()
    {
        await using PathosProcess program = Start();
        JsonElement told = JsonDocument.Parse((await program.ReadLineAsync())!).RootElement;
        await using Pool pool = Pool.Connect(told.GetProperty("address").GetString()!, PoolCredentials.FromSecret(Secret));
        await pool.ReadyAsync().Soon();

        string[] seen = [.. Directory.GetDirectories("/proc")
            .Where(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .SelectMany(static path => (string[])[Path.Combine(path, "cmdline"), Path.Combine(path, "environ")])
            .Where(path => path != $"/proc/{program.Id}/environ" && Read(path).Contains(Secret, StringComparison.Ordinal))];

        Assert.Empty(seen);

        // The place to look at is the right one.
        Assert.Contains(Secret, Read($"/proc/{program.Id}/environ"), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), static path => Read(path).Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--workers", "2")]
    [InlineData("--serve", "--through", "gate")]
    public async Task ConnectServe_OptionsThatDoNotFit_AreRefused(params string[] arguments)
    {
        (int code, string output, string errors) = await CliRun.OfAsync(["connect", "hosta", .. arguments], ("PATHOS_HOSTS", Path.Combine(_folder.Path, "hosts.json")));

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("pathos: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectServe_HostIsUnknown_SaysWhy()
    {
        (int code, _, string errors) = await CliRun.OfAsync(["connect", "nosuchhost.invalid", "--serve"], ("PATHOS_SECRET", Secret));

        Assert.Equal(255, code);
        Assert.Contains("nosuchhost.invalid", errors, StringComparison.Ordinal);
    }

    private PathosProcess Start() => PathosProcess.Start(
        ["connect", "hosta", "--serve", "--workers", "3", "--cache", Cache, "--json", "-F", fixture.Config], ("PATHOS_SECRET", Secret), ("PATHOS_HOSTS", Path.Combine(_folder.Path, "hosts.json")));

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A process that has ended meanwhile.
            return "";
        }
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private SshServers _servers = null!;

        public string Config => _servers.ConfigPath;

        public SshServer Host => _servers["hosta"];

        public async Task InitializeAsync() => _servers = await SshServers.StartAsync(1).Soon();

        public async Task DisposeAsync() => await _servers.DisposeAsync().Soon();
    }
}
