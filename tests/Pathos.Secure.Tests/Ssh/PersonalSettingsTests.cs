using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pathos.Secure.Tests;

/// <summary>What the user's file says for people at terminals does nothing.</summary>
[Collection(SshFixture.Collection)]
public sealed class PersonalSettingsTests : IAsyncLifetime
{
    private const string Ports = "cat /proc/net/tcp";

    private readonly SshFixture _fixture;
    private readonly TestFolder _folder = new();
    private readonly Socket _agent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly int[] _ports = [.. Pathos.Ports.PickFree(3)];
    private SshOptions _options = null!;

    public PersonalSettingsTests(SshFixture fixture) => _fixture = fixture;

    public async Task InitializeAsync()
    {
        string agent = Path.Combine(_folder.Path, "agent"), config = Path.Combine(_folder.Path, "config");
        _agent.Bind(new UnixDomainSocketEndPoint(agent));
        _agent.Listen();
        await File.WriteAllTextAsync(config, $"""
            Host host*
              ForwardAgent {agent}
              ForwardX11 yes
              Tunnel yes
              PermitLocalCommand yes
              LocalCommand touch {_folder.Path}/local
              RemoteCommand touch {_folder.Path}/remote
              LocalForward {_ports[0]} localhost:1
              RemoteForward {_ports[1]} localhost:1
              DynamicForward {_ports[2]}
              RequestTTY force
              StdinNull yes
              ForkAfterAuthentication yes
              SessionType none
            Include {_fixture.Servers.ConfigPath}
            """);
        _options = new SshOptions { ConfigFile = config };
    }

    public Task DisposeAsync()
    {
        _agent.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task RunAsync_FileIsForPeople_CommandRunsWithItsInputAndNothingElse()
    {
        var options = new RemoteShellOptions { Ssh = _options, InputText = "input\n" };

        RemoteResult result = await RemoteShell.RunAsync("hosta", $"cat; echo agent ${{SSH_AUTH_SOCK-none}} display ${{DISPLAY-none}}; tty; {Ports}", options with { ThrowOnFailure = false }).Soon();

        Assert.StartsWith("input\nagent none display none\nnot a tty\n", result.Output, StringComparison.Ordinal);
        AssertNothingElse(result.Output);
    }

    [Fact]
    public async Task UploadAsync_FileIsForPeople_CopiesAll()
    {
        string source = Path.Combine(_folder.Path, "source"), target = Path.Combine(_folder.Path, "target");
        await File.WriteAllTextAsync(source, "content");

        await RemoteCopy.UploadAsync(source, "hosta", target, _options).Soon();

        Assert.Equal("content", await File.ReadAllTextAsync(target));
        AssertNothingElse("");
    }

    [Fact]
    public async Task OpenAsync_FileIsForPeople_TunnelHasItsOwnForwardingAlone()
    {
        SshServer target = _fixture.Servers["hostb"];
        await using SshTunnel tunnel = await SshTunnel.OpenAsync(target.Address.ToString(), target.Port, "hosta", new SshTunnelOptions { Ssh = _options }).Soon();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, tunnel.LocalPort).Soon();
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("SSH-2.0", await reader.ReadLineAsync().Soon(), StringComparison.Ordinal);
        AssertNothingElse(await File.ReadAllTextAsync("/proc/net/tcp"));
    }

    [Fact]
    public async Task RunAsync_ArgumentsForward_DoNothing()
    {
        SshOptions options = _fixture.Options with { Arguments = ["-L", $"{_ports[0]}:localhost:1", "-R", $"{_ports[1]}:localhost:1", "-D", $"{_ports[2]}"] };

        AssertNothingElse((await RemoteShell.RunAsync("hosta", Ports, new RemoteShellOptions { Ssh = options }).Soon()).Output);
    }

    private void AssertNothingElse(string ports)
    {
        Assert.All(_ports, port => Assert.DoesNotContain($":{port.ToString("X4", CultureInfo.InvariantCulture)} 00000000:0000 0A", ports, StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "local")), "The local command ran.");
        Assert.False(File.Exists(Path.Combine(_folder.Path, "remote")), "The remote command ran.");
    }
}
