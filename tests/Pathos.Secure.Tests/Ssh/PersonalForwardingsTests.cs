using System.Diagnostics;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>A host that takes all that a client forwards, and a user whose client forwards it. Each fact first sees the client do so when it
/// is called without our arguments.</summary>
public sealed class PersonalForwardingsTests : IAsyncLifetime
{
    private const UnixFileMode Script = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TestFolder _folder = new();
    private Process _agent = null!;
    private SshServers _servers = null!;

    private string Agent => At("agent");

    private string Client => At("client");

    private string Asked => At("asked");

    public async Task InitializeAsync()
    {
        // The program that adds a display's key on the host is not what is tried here.
        _servers = await SshServers.StartAsync(1, static _ => new SshServerSetup
        {
            ConfigLines = ["X11Forwarding yes", "XAuthLocation /bin/true", "PermitTunnel yes", $"AcceptEnv {PoolCredentials.Variable}"],
        }).Soon();
        _agent = Process.Start("ssh-agent", ["-D", "-a", Agent]);
        await Watched.UntilAsync(_folder.Path, () => Path.Exists(Agent)).Soon();
        WriteScript(At("ask"), $"touch {Asked}; exit 1");
        WriteScript(Client, $"export DISPLAY=:99 SSH_AUTH_SOCK={Agent} SSH_ASKPASS={At("ask")} SSH_ASKPASS_REQUIRE=force; exec ssh \"$@\"");
    }

    public async Task DisposeAsync()
    {
        _agent.Kill();
        await _agent.WaitForExitAsync().Soon();
        _agent.Dispose();
        await _servers.DisposeAsync().Soon();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ForwardAgent yes", "SSH_AUTH_SOCK")]
    [InlineData("ForwardX11 yes\n  ForwardX11Trusted yes", "DISPLAY")]
    public async Task RunAsync_ClientForwards_HostGetsNothing(string settings, string variable)
    {
        string config = Configure(settings), command = $"echo ${{{variable}-none}}";

        Assert.NotEqual("none\n", (await AloneAsync(Client, config, command)).Output);
        Assert.Equal("none\n", (await RemoteShell.RunAsync("hosta", command, Options(config)).Soon()).Output);
    }

    // What the client says that it makes of the call: a machine without tunnel devices cannot show more.
    [Fact]
    public async Task Arguments_FileHasATunnel_MakeNone()
    {
        string config = Configure("Tunnel yes");
        IReadOnlyList<string> ours = SshCommandLine.Arguments(SshHost.Parse("hosta"), new SshOptions { ConfigFile = config }, "true");

        Assert.DoesNotContain("tunnel false\n", (await AloneAsync("ssh", config, "true", "-G")).Output, StringComparison.Ordinal);
        Assert.Contains("tunnel false\n", (await ClientRun.OfAsync(SshCommandLine.Start("ssh", ["-G", .. ours]))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ClientWouldAsk_FailsAndAsksNobody()
    {
        string config = Configure("UserKnownHostsFile /dev/null\n  StrictHostKeyChecking ask");

        await AloneAsync(Client, config, "true");
        Assert.True(File.Exists(Asked));
        File.Delete(Asked);

        SshException error = await Assert.ThrowsAsync<SshException>(() => RemoteShell.RunAsync("hosta", "true", Options(config))).Soon();

        Assert.Equal(SshFailureReason.HostKeyUnknown, error.Reason);
        Assert.False(File.Exists(Asked), "Somebody was asked.");
    }

    [Fact]
    public async Task RunAsync_ClientSendsVariables_SecretOfServersIsNotAmongThem()
    {
        const string Command = $"echo ${{{PoolCredentials.Variable}-none}}";
        string config = Configure($"SendEnv {PoolCredentials.Variable}");
        ProcessStartInfo alone = SshCommandLine.Start("ssh", ["-F", config, "hosta", Command]);
        alone.Environment[PoolCredentials.Variable] = "a secret that no host may learn";
        Environment.SetEnvironmentVariable(PoolCredentials.Variable, "a secret that no host may learn");
        try
        {
            Assert.NotEqual("none\n", (await ClientRun.OfAsync(alone)).Output);
            Assert.Equal("none\n", (await RemoteShell.RunAsync("hosta", Command, Options(config)).Soon()).Output);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PoolCredentials.Variable, null);
        }
    }

    private static Task<ClientRun> AloneAsync(string client, string config, string command, params string[] arguments) =>
        ClientRun.OfAsync(SshCommandLine.Start(client, [.. arguments, "-F", config, "hosta", command]));

    private static void WriteScript(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, Script);
    }

    private RemoteShellOptions Options(string config) => new() { Ssh = new SshOptions { Program = Client, ConfigFile = config } };

    private string Configure(string settings)
    {
        File.WriteAllText(At("config"), $"Host hosta\n  {settings}\nInclude {_servers.ConfigPath}\n");
        return At("config");
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
