using System.Net;
using System.Net.Sockets;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>What the real client says in each bad case is understood.</summary>
[Collection(SshFixture.Collection)]
public sealed class SshFailureTests(SshFixture fixture)
{
    [Fact]
    public async Task Describe_UnknownHost_SaysSo() => await AssertReasonAsync(SshFailureReason.HostUnknown, "nosuchhost.invalid");

    [Fact]
    public async Task Describe_NobodyListens_SaysSo() => await AssertReasonAsync(SshFailureReason.ConnectionRefused, $"127.0.0.2:{ClosedPort()}");

    [Fact]
    public async Task Describe_HostIsSilent_SaysSo()
    {
        // It accepts, as the system does for everybody who listens, and never greets.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await AssertReasonAsync(SshFailureReason.HostUnreachable, $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", options: fixture.Options with { ConnectTimeout = TimeSpan.FromSeconds(1) });
    }

    [Fact]
    public async Task Describe_KeyUnknown_SaysSo() => await AssertReasonAsync(SshFailureReason.HostKeyUnknown, "hosta", "-o", "UserKnownHostsFile=/dev/null");

    [Fact]
    public async Task Describe_KeyUnknownAndNobodyToAsk_SaysSo() => await AssertReasonAsync(SshFailureReason.HostKeyUnknown, "hosta", "-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=ask");

    [Fact]
    public async Task Describe_KeyChanged_SaysSo() => await AssertReasonAsync(SshFailureReason.HostKeyChanged, "hosta", "-o", "HostKeyAlias=hostb");

    [Fact]
    public async Task Describe_NoKeyOfOurs_SaysSo() => await AssertReasonAsync(SshFailureReason.AuthenticationRefused, "hosta", "-o", "PubkeyAuthentication=no");

    [Fact]
    public async Task Describe_JumpHostRefuses_NamesTheJump() => await AssertReasonAsync(SshFailureReason.JumpHostFailed, "hosta", "-J", $"127.0.0.3:{ClosedPort()}");

    [Fact]
    public async Task Describe_JumpHostDoesNotReach_NamesTheJump() => await AssertReasonAsync(SshFailureReason.JumpHostFailed, $"127.0.0.2:{ClosedPort()}", "-J", "hostb");

    [Fact]
    public async Task Describe_BadOption_SaysSo() => await AssertReasonAsync(SshFailureReason.BadConfiguration, "hosta", "-o", "NoSuchOption=1");

    [Fact]
    public async Task Describe_NoConfigFile_SaysSo() => await AssertReasonAsync(SshFailureReason.BadConfiguration, "hosta", options: new SshOptions { ConfigFile = "/nonexistent/config" });

    [Fact]
    public async Task Describe_ForwardingNotPossible_SaysSo() => AssertDescribed(
        SshFailureReason.ForwardingRefused,
        "hosta",
        await ClientRun.OfAsync(SshCommandLine.Start("ssh", ["-F", fixture.Servers.ConfigPath, "-o", "ExitOnForwardFailure=yes", "-R", "/nonexistent/socket:127.0.0.1:1", "hosta", "true"])));

    [Fact]
    public async Task Describe_HostDies_SaysTheConnectionBroke()
    {
        Task<ClientRun> session = ClientRun.OfAsync("hostc", fixture.Options, "kill -9 $PPID; sleep 1000");

        AssertDescribed(SshFailureReason.ConnectionLost, "hostc", await session);
        await fixture.Servers.RestartAsync("hostc").Soon();
    }

    [Fact]
    public async Task Run_ThroughAJumpHost_Works() => Assert.Equal("hostb\n", (await ClientRun.OfAsync("hostb", fixture.Options with { Arguments = ["-J", "hosta"] }, "echo $PATHOS_HOST")).Output);

    private Task AssertReasonAsync(SshFailureReason reason, string host, params string[] arguments) => AssertReasonAsync(reason, host, fixture.Options with { Arguments = arguments });

    private static async Task AssertReasonAsync(SshFailureReason reason, string host, SshOptions options) => AssertDescribed(reason, host, await ClientRun.OfAsync(host, options, "true"));

    private static void AssertDescribed(SshFailureReason reason, string host, ClientRun run)
    {
        Assert.Equal(SshFailure.ClientFailed, run.ExitCode);
        SshException error = SshFailure.Describe(SshHost.Parse(host), run.ExitCode, run.ErrorLines);
        Assert.True(reason == error.Reason, $"{error.Reason}: {error.Message}");
        Assert.Equal((host, (int?)SshFailure.ClientFailed), (error.Host, error.ExitCode));
        Assert.Contains(SshHost.Parse(host).Name, error.Message, StringComparison.Ordinal);
        Assert.Contains(run.ErrorLines[^1].Trim(), error.ErrorText, StringComparison.Ordinal);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
