using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>A host whose shell answers what it likes: a real server whose sessions run a script of the test's, which knows the mark as
/// any host does.</summary>
public sealed class HostileHostTests : IAsyncLifetime
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
    [InlineData(@"printf '\001%s start one 2\n' ""$m"" >&2")]
    [InlineData(@"printf '\001%s start 99999999999 2\n' ""$m"" >&2")]
    [InlineData(@"printf '\001%s start -1 0\n' ""$m"" >&2")]
    [InlineData(@"printf '\001%s start 4000000 0\n' ""$m"" >&2")]
    [InlineData(@"printf '\001%s begin\n' ""$m"" >&2")]
    [InlineData(@"printf '\001%s start 4000000 4000000\n\001%s end 99999999999\n' ""$m"" ""$m"" >&2")]
    [InlineData(@"printf '\001%s start 4000000 4000000\n\001%s end 256\n' ""$m"" ""$m"" >&2")]
    public async Task RunAsync_MarksAreNotUnderstood_IsAnErrorOfTheHost(string answer)
    {
        await File.WriteAllTextAsync(Answer, answer + "\nexec sleep 1000\n");

        SshException error = await Assert.ThrowsAsync<SshException>(() => RemoteShell.RunAsync("hosta", "true", new RemoteShellOptions { Ssh = Ssh })).Soon();

        AssertTold(error, "hosta", SshFailureReason.ShellFailed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(127)]
    public async Task RunAsync_ShellEndsWithoutAWord_IsNoMissingClient(int code)
    {
        await File.WriteAllTextAsync(Answer, $"echo no ssh here >&2; exit {code}\n");

        SshException error = await Assert.ThrowsAsync<SshException>(() => RemoteShell.RunAsync("hosta", "true", new RemoteShellOptions { Ssh = Ssh })).Soon();

        AssertTold(error, "no ssh here", SshFailureReason.ShellFailed);
        Assert.Equal(code, error.ExitCode);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("none", "none")]
    [InlineData("1 2\none two three command", "one two three")]
    [InlineData("1 2\n99999999999 2 3 command", "99999999999")]
    [InlineData("1 2\n3", "3")]
    public async Task FindAsync_ListIsNotUnderstood_IsAnErrorOfTheHost(string list, string said)
    {
        await AnswersAsync($"printf '%s\\n' '{list}'");

        RemoteCommandException error = await Assert.ThrowsAsync<RemoteCommandException>(() => RemoteProcesses.FindAsync("hosta", ".", Ssh)).Soon();

        Assert.Equal("hosta", error.Host);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_ListHasNoEnd_IsAnErrorOfTheHost()
    {
        await AnswersAsync("echo 1 2; head -c 20000000 /dev/zero");

        Assert.Equal("hosta", (await Assert.ThrowsAsync<RemoteCommandException>(() => RemoteProcesses.FindAsync("hosta", ".", Ssh)).Soon()).Host);
    }

    [Fact]
    public async Task FindAsync_ListHasMoreProcessesThanAnySystem_IsAnErrorOfTheHost()
    {
        await AnswersAsync("echo 1 2; yes '7 7 7' | head -n 300000");

        Assert.Equal("hosta", (await Assert.ThrowsAsync<RemoteCommandException>(() => RemoteProcesses.FindAsync("hosta", ".", Ssh)).Soon()).Host);
    }

    [Theory]
    [InlineData("echo nothing of ports")]
    [InlineData("head -c 20000000 /dev/zero; echo local")]
    public async Task PickFreeAsync_ListIsNotUnderstood_IsAnErrorOfTheHost(string answer)
    {
        await AnswersAsync(answer);

        Assert.Equal("hosta", (await Assert.ThrowsAsync<RemoteCommandException>(() => Ports.PickFreeAsync("hosta", options: Ssh)).Soon()).Host);
    }

    [Fact]
    public async Task PickFreeAsync_PortsThatAreNone_ArePassedOver()
    {
        await AnswersAsync("echo '  sl  local_address'; echo '  0: 00000000:FFFFFFFF x y'; echo '  1: 00000000:80000000 x y'; echo '  2: 00000000:1F90 x y'");

        Assert.Equal([8081], await Ports.PickFreeAsync("hosta", range: new PortRange(8080, 8081), options: Ssh).Soon());
    }

    [Theory]
    [InlineData("echo item of nothing")]
    [InlineData("echo item 7 - 1 1 free x")]
    [InlineData("echo item program - 1 99999999999999999 free x")]
    [InlineData("echo item program - 99999999999999999999999 1 free x")]
    [InlineData("head -c 20000000 /dev/zero")]
    [InlineData("yes 'item program - 1 1 free x' | head -n 200000")]
    [InlineData("printf 'failed \\033]0;title\\007'")]
    [InlineData("printf 'failed \\342\\200\\256exe.txt'")]
    public async Task ListAsync_CacheIsNotUnderstood_IsAnErrorOfTheHost(string answer)
    {
        await AnswersAsync(answer);

        RemoteCacheException error = await Assert.ThrowsAsync<RemoteCacheException>(() => RemoteCache.ListAsync("hosta", new RemoteCacheOptions { Ssh = Ssh })).Soon();

        Assert.Equal("hosta", error.Host);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.DoesNotContain('\u202E', error.Message);
        Assert.InRange(error.Message.Length, 1, 3000);
    }

    private static void AssertTold(SshException error, string said, SshFailureReason reason)
    {
        Assert.Equal((reason, "hosta"), (error.Reason, error.Host));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("/bin/sh", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Has the host answer, between marks as they should be, what this prints.</summary>
    private Task AnswersAsync(string script) => File.WriteAllTextAsync(Answer, $$"""
        printf '\001%s start 4000000 4000000\n' "$m" >&2; printf '\001%s start\n' "$m"
        {{script}}
        printf '\001%s end 0\n' "$m" >&2; printf '\001%s end\n' "$m"

        """);
}
