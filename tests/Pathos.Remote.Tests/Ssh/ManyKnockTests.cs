using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>Servers and pools, which are started in one way, knock at a host as commands and tunnels do: few at a time.</summary>
[Collection(SshHosts.Collection)]
public sealed class ManyKnockTests(SshHosts hosts)
{
    [Fact]
    public async Task StartAsync_ManyOthersKnock_WaitsForItsTurnAndSaysSo()
    {
        SshOptions ssh = hosts.Options().Ssh;
        SshRoute route = await SshRoute.FindAsync(SshHost.Parse("hosta"), ssh, CancellationToken.None).Soon();
        SshHandshake[] others = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SshHandshake.BeginAsync(route, ssh, CancellationToken.None))).Soon();

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => StartAsync(TimeSpan.FromSeconds(5))).Soon();

        Assert.Contains("turn did not come", error.Message, StringComparison.Ordinal);
        Array.ForEach(others, static handshake => handshake.Dispose());
        await (await StartAsync(TestTimeouts.Unexpected)).DisposeAsync();

        Task<RemoteServer> StartAsync(TimeSpan bound) => RemoteServer.StartAsync(
            "hosta", PoolCredentials.FromSecret("for-the-tests-of-turns-only-0123456789"), new RemoteServerOptions { Ssh = ssh, Workers = 1, OpenTimeout = bound });
    }
}
