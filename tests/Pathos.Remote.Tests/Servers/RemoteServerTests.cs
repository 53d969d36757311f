using System.Net;
using System.Net.Sockets;

namespace Pathos.Remote.Tests;

/// <summary>A server on another host, by SSH, with nothing installed there.</summary>
[Collection(SshHosts.Collection)]
public sealed class RemoteServerTests(SshHosts hosts) : IDisposable
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("a secret of the tests of servers by SSH");

    private readonly TestFolder _folder = new();

    private SshServer Host => hosts.Servers["hosta"];

    private RemoteServerOptions Options => new()
    {
        Ssh = new SshOptions { ConfigFile = hosts.Servers.ConfigPath },
        CacheFolder = Path.Combine(_folder.Path, "cache"),
        Workers = 3,
        OpenTimeout = TestTimeouts.Unexpected,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StartAsync_NothingIsInstalledThere_ServesPoolsOfThisMachine()
    {
        await using RemoteServer server = await RemoteServer.StartAsync("hosta", s_credentials, Options).Soon();
        await using Pool pool = await ConnectAsync(server, s_credentials);
        int offset = 7;

        Assert.Equal(Enumerable.Range(7, 1000), await pool.MapAsync(x => x + offset, Enumerable.Range(0, 1000)).Soon());

        Assert.Equal(("hosta", 3), (server.Host, server.Workers));
        Assert.Equal("hosta", await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")).Soon());
        Assert.False(server.Ended.IsCompleted);
        Assert.Contains(await RemoteCache.ListAsync(null, new RemoteCacheOptions { Folder = Options.CacheFolder }).Soon(), static item => item is { Kind: CachedItemKind.Program, IsInUse: true });
    }

    [Fact]
    public async Task StartAsync_NameOfTheRegistry_AddressVariablesAndWorkersComeFromThere()
    {
        HostRegistry registry = HostRegistry.Load(Path.Combine(_folder.Path, "hosts.json"));
        registry.Add(new RegisteredHost("cluster1")
        {
            HostName = Host.Address.ToString(),
            Port = Host.Port,
            Workers = 5,
            Environment = new Dictionary<string, string> { ["LEVEL"] = "of the registry" },
        });
        await using RemoteServer server = await RemoteServer.StartAsync("cluster1", s_credentials, Options with { Workers = null, Hosts = registry }).Soon();
        await using Pool pool = await ConnectAsync(server, s_credentials);

        Assert.Equal(("cluster1", 5), (server.Host, server.Workers));
        Assert.Equal("of the registry", await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("LEVEL")).Soon());
    }

    [Fact]
    public async Task Client_HasAnotherSecret_IsRefused()
    {
        await using RemoteServer server = await RemoteServer.StartAsync("hosta", s_credentials, Options).Soon();

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => ConnectAsync(server, PoolCredentials.FromSecret("another secret than that of the server")));

        Assert.Contains("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_WithAPoolAtWork_LeavesNothingThere()
    {
        RemoteServer server = await RemoteServer.StartAsync("hosta", s_credentials, Options).Soon();
        await using Pool pool = await ConnectAsync(server, s_credentials);
        Assert.NotEmpty(Host.FindProcesses(Path.Combine(Options.CacheFolder!, "programs")));

        await server.DisposeAsync().AsTask().Soon();

        Assert.True(server.Ended.IsCompletedSuccessfully);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Ended_ConnectionIsLost_SaysSoAndTheServerHasEndedToo()
    {
        await using RemoteServer server = await RemoteServer.StartAsync("hosta", s_credentials, Options).Soon();
        await using Pool pool = await ConnectAsync(server, s_credentials);

        await hosts.Servers.SeverAsync("hosta").Soon();

        SshException error = await Assert.ThrowsAsync<SshException>(() => server.Ended.Soon());
        Assert.Equal(SshFailureReason.ConnectionLost, error.Reason);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Ended_ServerIsKilledThere_SaysSo()
    {
        await using RemoteServer server = await RemoteServer.StartAsync("hosta", s_credentials, Options).Soon();
        int process = Assert.Single(Host.FindProcesses("Pathos.Worker.dll serve"));

        await RemoteProcesses.KillAsync(null, process, UnixSignal.Kill).Soon();

        RemoteServerException error = await Assert.ThrowsAsync<RemoteServerException>(() => server.Ended.Soon());
        Assert.Equal("hosta", error.Host);
    }

    [Fact]
    public async Task StartAsync_PortThereIsTaken_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        RemoteServerOptions options = Options with { Port = ((IPEndPoint)taken.LocalEndpoint).Port };

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => RemoteServer.StartAsync("hosta", s_credentials, options).Soon());

        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another port", error.Message, StringComparison.Ordinal);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task StartAsync_LocalPortIsTaken_LeavesNothingThere()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        RemoteServerOptions options = Options with { LocalPort = ((IPEndPoint)taken.LocalEndpoint).Port };

        await Assert.ThrowsAsync<IOException>(() => RemoteServer.StartAsync("hosta", s_credentials, options).Soon());

        await NothingRunsAsync();
    }

    [Fact]
    public async Task StartAsync_HostCannotBeReached_NamesItAndTheCure()
    {
        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => RemoteServer.StartAsync("no-such-host.invalid", s_credentials, Options).Soon());

        Assert.Contains("no-such-host.invalid", error.Message, StringComparison.Ordinal);
        Assert.Equal(SshFailureReason.HostUnknown, Assert.IsType<SshException>(error.InnerException).Reason);
    }

    [Fact]
    public async Task StartAsync_NoRuntimeThere_NamesTheOption()
    {
        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => RemoteServer.StartAsync("hosta", s_credentials, Options with { RemoteDotnetPath = "/nowhere/dotnet" }).Soon());

        Assert.Contains("RemoteServerOptions.ShipRuntime", error.Message, StringComparison.Ordinal);
    }

    private static async Task<Pool> ConnectAsync(RemoteServer server, PoolCredentials credentials)
    {
        Pool pool = Pool.Connect(server.LocalAddress, credentials);
        try
        {
            await pool.ReadyAsync().Soon();
            return pool;
        }
        catch
        {
            await pool.DisposeAsync();
            throw;
        }
    }

    private async Task NothingRunsAsync()
    {
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (Host.FindProcesses(Path.Combine(_folder.Path, "cache")).Count > 0)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
