using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pathos.Secure.Tests;

[Collection(SshFixture.Collection)]
public sealed class SshTunnelTests(SshFixture fixture)
{
    private SshTunnelOptions Options => new() { Ssh = fixture.Options };

    [Fact]
    public async Task Connections_ManyAtOnce_PassBothWaysAndEndEachDirectionAlone()
    {
        await using var service = new EchoService();
        await using SshTunnel tunnel = await SshTunnel.OpenAsync("hosta", service.Port, options: Options).Soon();

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => AskAsync(tunnel, new string((char)('a' + number), 300_000)))).Soon();

        Assert.Equal(Enumerable.Range(0, 8).Select(static number => new string((char)('a' + number), 300_000)), answers);
        Assert.True(tunnel.IsUp);
        Assert.Null(tunnel.LastError);
        Assert.NotEqual(service.Port, tunnel.LocalPort);
    }

    [Fact]
    public async Task OpenAsync_ThroughAnotherHost_LeadsToTheHostAsThatSeesIt()
    {
        SshServer target = fixture.Servers["hostb"];
        await using SshTunnel tunnel = await SshTunnel.OpenAsync(target.Address.ToString(), target.Port, "hosta", Options).Soon();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, tunnel.LocalPort).Soon();
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("SSH-2.0", await reader.ReadLineAsync().Soon(), StringComparison.Ordinal);
        Assert.Equal("hosta", tunnel.Through);
    }

    [Fact]
    public async Task OpenAsync_LocalPortGiven_IsThatOneOrAnError()
    {
        await using var service = new EchoService();
        int port = Ports.PickFree();
        await using SshTunnel tunnel = await SshTunnel.OpenAsync("hosta", service.Port, options: Options with { LocalPort = port }).Soon();

        Assert.Equal(port, tunnel.LocalPort);
        IOException error = await Assert.ThrowsAsync<IOException>(() => SshTunnel.OpenAsync("hosta", service.Port, options: Options with { LocalPort = port })).Soon();
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuchhost.invalid", SshFailureReason.HostUnknown)]
    [InlineData("127.0.0.2:1", SshFailureReason.ConnectionRefused)]
    public async Task OpenAsync_HostNotReached_SaysWhy(string host, SshFailureReason reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<SshException>(() => SshTunnel.OpenAsync(host, 80, options: Options)).Soon()).Reason);

    [Fact]
    public async Task OpenAsync_NotLetIn_SaysWhy() => Assert.Equal(
        SshFailureReason.AuthenticationRefused,
        (await Assert.ThrowsAsync<SshException>(() => SshTunnel.OpenAsync("hosta", 80, options: new SshTunnelOptions { Ssh = fixture.Options with { Arguments = ["-o", "PubkeyAuthentication=no"] } })).Soon()).Reason);

    [Fact]
    public async Task OpenAsync_NoClientProgram_SaysWhy() => Assert.Equal(
        SshFailureReason.ProgramMissing, (await Assert.ThrowsAsync<SshException>(() => SshTunnel.OpenAsync("hosta", 80, options: new SshTunnelOptions { Ssh = new SshOptions { Program = "no-such-ssh" } })).Soon()).Reason);

    [Fact]
    public async Task OpenAsync_BadArguments_AreRefused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SshTunnel.OpenAsync("hosta", 0, options: Options));
        await Assert.ThrowsAsync<ArgumentException>(() => SshTunnel.OpenAsync("alice@hosta", 80, "hostb", Options));
        await Assert.ThrowsAsync<HostSpecException>(() => SshTunnel.OpenAsync("-hosta", 80, options: Options));
    }

    [Fact]
    public async Task Connection_NothingListensAtTheEnd_IsClosedAndTheReasonKept()
    {
        await using SshTunnel tunnel = await SshTunnel.OpenAsync("hosta", ClosedPort(), options: Options).Soon();

        Assert.Equal("", await AskAsync(tunnel, "").Soon());

        await ErrorAsync(tunnel, SshFailureReason.ConnectionRefused);
        Assert.True(tunnel.IsUp);
    }

    [Fact]
    public async Task Connection_ServerForbidsForwarding_IsClosedAndTheReasonKept()
    {
        await using SshServers servers = await SshServers.StartAsync(1, static _ => new SshServerSetup { ConfigLines = ["AllowTcpForwarding no"] }).Soon();
        await using SshTunnel tunnel = await SshTunnel.OpenAsync("hosta", ClosedPort(), options: new SshTunnelOptions { Ssh = new SshOptions { ConfigFile = servers.ConfigPath } }).Soon();

        Assert.Equal("", await AskAsync(tunnel, "").Soon());

        await ErrorAsync(tunnel, SshFailureReason.ForwardingRefused);
    }

    [Fact]
    public async Task Tunnel_ConnectionToTheHostBreaks_ConnectsAgainAtTheSamePort()
    {
        await using var service = new EchoService();
        await using SshTunnel tunnel = await SshTunnel.OpenAsync("hostb", service.Port, options: Options).Soon();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, tunnel.LocalPort).Soon();
        await client.GetStream().WriteAsync("x"u8.ToArray()).Soon();
        Assert.Equal(1, await client.GetStream().ReadAsync(new byte[1]).AsTask().Soon());

        await fixture.Servers.SeverAsync("hostb").Soon();

        Assert.Equal(0, await EndOfAsync(client).Soon());
        await ErrorAsync(tunnel, SshFailureReason.ConnectionLost);
        Assert.Equal("again", await AskAsync(tunnel, "again").Soon());
    }

    [Fact]
    public async Task Tunnel_HostDiesAndComesBack_IsUpAgain()
    {
        await using var service = new EchoService();
        await using SshTunnel tunnel = await SshTunnel.OpenAsync("hostc", service.Port, options: Options with { MaxReconnectDelay = TimeSpan.FromMilliseconds(100) }).Soon();

        await fixture.Servers.KillAsync("hostc").Soon();
        await ErrorAsync(tunnel, SshFailureReason.ConnectionRefused);
        Assert.False(tunnel.IsUp);
        Task<string> waiting = AskAsync(tunnel, "patient");
        await fixture.Servers.RestartAsync("hostc").Soon();
        await tunnel.WaitUpAsync().Soon();

        Assert.Equal("patient", await waiting.Soon());
        Assert.True(tunnel.IsUp);
    }

    [Fact]
    public async Task DisposeAsync_OpenConnections_LeavesNothing()
    {
        await using var service = new EchoService();
        SshTunnel tunnel = await SshTunnel.OpenAsync("hosta", service.Port, options: Options).Soon();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, tunnel.LocalPort).Soon();
        await client.GetStream().WriteAsync("x"u8.ToArray()).Soon();
        await client.GetStream().ReadAsync(new byte[1]).AsTask().Soon();
        int port = tunnel.LocalPort;

        await tunnel.DisposeAsync().AsTask().Soon();
        await tunnel.DisposeAsync().AsTask().Soon();

        Assert.Equal(0, await EndOfAsync(client).Soon());
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, port));
        Assert.False(tunnel.IsUp);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => tunnel.WaitUpAsync()).Soon();
        Assert.Empty(await RemoteProcesses.FindAsync(null, $"^ssh .*:localhost:{service.Port}( |$)").Soon());
    }

    private static async Task<string> AskAsync(SshTunnel tunnel, string question)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, tunnel.LocalPort);
        Task<string> answer = new StreamReader(client.GetStream()).ReadToEndAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(question));
        client.Client.Shutdown(SocketShutdown.Send);
        return await answer;
    }

    // The client tells it a moment before or after the connection closes.
    private static async Task ErrorAsync(SshTunnel tunnel, SshFailureReason reason)
    {
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (tunnel.LastError?.Reason != reason)
        {
            Assert.False(bound.IsCancellationRequested, $"The last error is {tunnel.LastError?.Message ?? "none"}");
            await Task.Yield();
        }
    }

    private static async Task<int> EndOfAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]);
        }
        catch (IOException)
        {
            // Reset: an end, too.
            return 0;
        }
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
