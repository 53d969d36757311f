using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>How many connections knock at a host at a time.</summary>
public sealed class SshHandshakeTests : IAsyncLifetime
{
    private SshServers _servers = null!;

    // What OpenSSH does unless it is told otherwise.
    public async Task InitializeAsync() => _servers = await SshServers.StartAsync(1, static _ => new SshServerSetup { ConfigLines = ["MaxStartups 10:30:100"] }).Soon();

    public async Task DisposeAsync() => await _servers.DisposeAsync().Soon();

    [Fact]
    public async Task Calls_ThirtyAtOnceAgainstAServerAsItComes_AllSucceed()
    {
        var ssh = new SshOptions { ConfigFile = _servers.ConfigPath };
        IEnumerable<Task<int>> runs = Enumerable.Range(0, 30).Select(async number => (await RemoteShell.RunAsync("hosta", $"exit {number}", new RemoteShellOptions { Ssh = ssh, ThrowOnFailure = false })).ExitCode);

        Task<int[]> all = Task.WhenAll(runs);
        Task<SshTunnel[]> tunnels = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SshTunnel.OpenAsync("hosta", 22, options: new SshTunnelOptions { Ssh = ssh })));

        Assert.Equal(Enumerable.Range(0, 30), await all.Soon());
        foreach (SshTunnel tunnel in await tunnels.Soon())
        {
            await tunnel.DisposeAsync().Soon();
        }
    }

    [Fact]
    public async Task OpenAsync_ManyOthersKnock_TunnelWaitsForItsTurn()
    {
        var ssh = new SshOptions { ConfigFile = _servers.ConfigPath };
        SshRoute route = await SshRoute.FindAsync(SshHost.Parse("hosta"), ssh, CancellationToken.None).Soon();
        SshHandshake[] others = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SshHandshake.BeginAsync(route, ssh, CancellationToken.None))).Soon();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SshTunnel.OpenAsync("hosta", 22, options: new SshTunnelOptions { Ssh = ssh }, cancellationToken: patience.Token)).Soon();

        Array.ForEach(others, static handshake => handshake.Dispose());
        await (await SshTunnel.OpenAsync("hosta", 22, options: new SshTunnelOptions { Ssh = ssh }).Soon()).DisposeAsync();
    }

    [Fact]
    public async Task FindAsync_HostBehindAJumpHost_NamesBothMachines()
    {
        SshServer server = _servers["hosta"];
        var options = new SshOptions { ConfigFile = _servers.ConfigPath, Arguments = ["-J", "alice@gate:2222"] };

        SshRoute route = await SshRoute.FindAsync(SshHost.Parse("hosta"), options, CancellationToken.None).Soon();

        Assert.Equal(["gate:2222", $"{server.Address}:{server.Port}"], route.Machines);
    }

    [Fact]
    public async Task BeginAsync_HostLetsNobodyIn_OthersWaitAndOthersOfAnotherHostDoNot()
    {
        SshRoute silent = new([Guid.NewGuid().ToString()], KnowsSessionSettings: false), other = new([Guid.NewGuid().ToString()], KnowsSessionSettings: false);
        SshHandshake[] held = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SshHandshake.BeginAsync(silent, new SshOptions(), CancellationToken.None))).Soon();

        Task<SshHandshake> next = SshHandshake.BeginAsync(silent, new SshOptions(), CancellationToken.None);
        using SshHandshake elsewhere = await SshHandshake.BeginAsync(other, new SshOptions(), CancellationToken.None).Soon();
        Assert.False(next.IsCompleted);

        held[0].Dispose();
        held[0].Dispose();
        (await next.Soon()).Dispose();
        Array.ForEach(held, static handshake => handshake.Dispose());
    }
}
