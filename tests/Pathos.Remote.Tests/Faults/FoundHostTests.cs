using System.Globalization;
using System.Net;
using System.Text.Json;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Servers are found from one host to another, over a network that carries multicasts.</summary>
[Collection(NetworkFixture.Collection)]
public sealed class FoundHostTests(NetworkFixture network) : IDisposable
{
    // As pathos secret makes them: its keys take no time, and a search has only a second.
    private const string Secret = "UGF0aG9zIHRlc3RzIGFyZSBub3Qgc2VjcmV0ISEhIQA=";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);

    private readonly TestFolder _folder = new();
    private readonly int _port = Searcher.FreePort();

    private ServerSearchOptions Search => new() { DiscoveryPort = _port };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("its own address")]
    public async Task Map_ServerOnAnotherHost_IsFoundAndRunsIt(string listen)
    {
        IPAddress address = network.Servers["hosta"].Address;
        await using RemoteProcess server = await ServeOnHostAAsync(listen == "0.0.0.0" ? listen : address.ToString());

        FoundServer found = Assert.Single(await PoolServer.FindAsync(s_credentials, Search).Soon());
        Assert.Equal((address, 1), (found.Address.Address, found.Workers));

        await using Pool pool = Pool.Connect(string.Create(CultureInfo.InvariantCulture, $"tcp://*:{_port}"), s_credentials);
        Assert.Equal(["hosta", "hosta"], await pool.MapAsync(static (int _) => Where.Host, [1, 2]).Soon());
    }

    [Fact]
    public async Task FindAsync_ServerOnAnotherHostListensOnLoopback_FindsNone()
    {
        await using RemoteProcess server = await ServeOnHostAAsync("127.0.0.1");

        Assert.Empty(await PoolServer.FindAsync(s_credentials, Search).Soon());
    }

    [Fact]
    public async Task Query_ByAnInterfaceThatLeadsNotToTheServer_GetsNoAnswer()
    {
        // The second server hears the group there, and what one socket joined the system may pass to all.
        await using PoolServer loopback = await StartAsync("127.0.0.1:0", workers: 1);
        await using PoolServer everywhere = await StartAsync("0.0.0.0:0", workers: 2);
        var key = new DiscoveryKey(s_credentials.Secret);
        IPAddress[] addresses = [.. Searcher.AddressesOfOtherLinks];
        Assert.NotEmpty(addresses);

        foreach (IPAddress address in addresses)
        {
            using var searcher = new Searcher(_port, address);
            DiscoveryQuery query = DiscoveryQuery.Draw();
            searcher.Send(query.ToBytes(key));

            Assert.Equal(2, await WorkersAsync(searcher, query, key));
            Assert.DoesNotContain(searcher.TakeAll(), answer => DiscoveryAnswer.TryRead(answer, query, searcher.Route, key, out DiscoveryAnswer other) && other.Workers == 1);
        }

        // The one on loopback has read those queries, too, when it answers this one.
        using var near = new Searcher(_port, IPAddress.Loopback);
        DiscoveryQuery last = DiscoveryQuery.Draw();
        near.Send(last.ToBytes(key));
        Assert.Equal([1, 2], new[] { await WorkersAsync(near, last, key), await WorkersAsync(near, last, key) }.Order());
    }

    [Fact]
    public async Task FindAsync_NetworkCameAfterTheServer_FindsIt()
    {
        await using PoolServer server = await StartAsync("0.0.0.0:0", workers: 3);
        await using NetworkHosts later = await NetworkHosts.StartAsync(1).Soon();
        string expected = $"{AddressHere(later)}:{server.Address.Port}";

        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (!(await FindFromAsync(later, limit.Token)).Contains(expected))
        {
            // The system tells servers of new networks a moment later.
        }
    }

    private static async Task<int> WorkersAsync(Searcher searcher, DiscoveryQuery query, DiscoveryKey key)
    {
        Assert.True(DiscoveryAnswer.TryRead(await searcher.ReceiveAsync(), query, searcher.Route, key, out DiscoveryAnswer answer));
        return answer.Workers;
    }

    /// <summary>The address of this machine on a network of hosts: the first one.</summary>
    private static IPAddress AddressHere(NetworkHosts hosts)
    {
        byte[] bytes = hosts.Servers["hosta"].Address.GetAddressBytes();
        bytes[3] = 1;
        return new IPAddress(bytes);
    }

    private Task<PoolServer> StartAsync(string listen, int workers) =>
        PoolServer.StartAsync(s_credentials, new PoolServerOptions { Listen = listen, Workers = workers, DiscoveryPort = _port, CacheFolder = _folder.Path });

    private async Task<string[]> FindFromAsync(NetworkHosts hosts, CancellationToken cancellationToken)
    {
        var options = new RemoteShellOptions { Ssh = new SshOptions { ConfigFile = hosts.Servers.ConfigPath }, ThrowOnFailure = false };
        RemoteResult result = await RemoteShell.RunAsync("hosta", Command("servers", "--json"), options, cancellationToken);
        return [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray().Select(static server => server.GetProperty("address").GetString()!)];
    }

    private async Task<RemoteProcess> ServeOnHostAAsync(string address)
    {
        var serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new RemoteShellOptions { Ssh = network.Options.Ssh, OnOutput = _ => serving.TrySetResult() };
        RemoteProcess server = await RemoteShell.StartAsync("hosta", Command("serve", "--workers", "1", "--json", "--listen", $"{address}:0"), options);
        await Task.WhenAny(serving.Task, server.WaitAsync()).Unwrap().Soon();
        return server;
    }

    private string Command(params string[] arguments)
    {
        string secret = Path.Combine(_folder.Path, "secret");
        if (!File.Exists(secret))
        {
            File.WriteAllText(secret, Secret);
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        string[] words =
        [
            Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "Pathos.Cli.dll"), .. arguments,
            "--secret-file", secret, "--discovery-port", _port.ToString(CultureInfo.InvariantCulture),
        ];
        return string.Join(' ', words.Select(static word => RemoteShell.Quote(word)));
    }
}
