namespace Pathos.Remote.Tests;

/// <summary>A host that says what it likes while workers or a server are to be started there: a real server whose sessions run a script
/// of the test's.</summary>
public sealed class HostileBootstrapTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private SshServers _servers = null!;

    private SshOptions Ssh => new() { ConfigFile = _servers.ConfigPath };

    private string Answer => Path.Combine(_folder.Path, "answer");

    public async Task InitializeAsync() => _servers = await SshServers.StartAsync(1, _ => new SshServerSetup { ConfigLines = [$"ForceCommand m=${{SSH_ORIGINAL_COMMAND##* }}; . {Answer}"] }).Soon();

    public async Task DisposeAsync()
    {
        await _servers.DisposeAsync().Soon();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("echo $m host")]
    [InlineData("echo $m")]
    [InlineData("echo $m runtime")]
    [InlineData("echo $m come in")]
    [InlineData("exec 3<&0; cat <&3 >/dev/null & while :; do echo $m program; done")]
    [InlineData("yes $m here | sed 's/^.*-/x/'")]
    [InlineData("yes $m here")]
    [InlineData("cat /dev/zero")]
    public async Task Opening_HostSaysWhatItLikes_IsAnErrorOfTheHostAndHasAnEnd(string answer)
    {
        await File.WriteAllTextAsync(Answer, answer + "\nexec sleep 1000\n");

        // Longer than this test waits: the host is refused for what it says, and not for the time that it takes.
        await using Pool pool = Pool.Open(new RemotePoolOptions { Ssh = Ssh, OpenTimeout = TimeSpan.FromMinutes(10) }, "ssh://hosta/1");
        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.Contains("/bin/sh", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 5000);
    }

    [Fact]
    public async Task StartAsync_HostSaysSequencesOfTerminalsAndNothingElse_ErrorShowsThem()
    {
        await File.WriteAllTextAsync(Answer, "printf '\\033]0;title\\007\\342\\200\\256\\n' >&2\nexec sleep 1000\n");

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => RemoteServer.StartAsync(
            "hosta", PoolCredentials.FromSecret("for-the-tests-of-hostile-hosts-only-0123456789"),
            new RemoteServerOptions { Ssh = Ssh, OpenTimeout = TimeSpan.FromSeconds(5) })).Soon();

        Assert.Contains(@"\u001B]0;title\u0007\u202E", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listening")]
    [InlineData("listening 80")]
    [InlineData("listening port workers")]
    [InlineData("listening 0 1")]
    [InlineData("listening 65536 1")]
    [InlineData("listening 99999999999 1")]
    [InlineData("listening 8080 0")]
    [InlineData("listening 8080 2000000000")]
    [InlineData("failed \u001b]0;title\u0007")]
    public async Task StartAsync_ServerSaysWhatItLikes_IsAnErrorOfTheHost(string line)
    {
        await File.WriteAllTextAsync(Answer, $"echo $m ready; echo '{line}'\nexec sleep 5\n");

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(
            () => RemoteServer.StartAsync("hosta", PoolCredentials.FromSecret("for-the-tests-of-hostile-hosts-only-0123456789"), new RemoteServerOptions { Ssh = Ssh })).Soon();

        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }
}
