using System.Globalization;

namespace Pathos.Secure.Tests;

[Collection(SshFixture.Collection)]
public sealed class RemoteProcessesTests(SshFixture fixture)
{
    [Theory]
    [InlineData("hosta")]
    [InlineData(null)]
    public async Task FindAsync_CommandLine_FindsTheProcessAndNotTheSearch(string? host)
    {
        string word = "needle-" + Guid.NewGuid().ToString("N");
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RemoteProcess process = await RemoteShell.StartAsync(
            "hosta", $"exec sh -c 'echo; sleep 1000; exit' {word}", new RemoteShellOptions { Ssh = fixture.Options, OnOutput = _ => up.TrySetResult() }).Soon();
        await up.Task.Soon();

        IReadOnlyList<HostProcess> found = await RemoteProcesses.FindAsync(host, $"sh -c echo; sleep 1000; exit {word[..10]}[^ ]*$", fixture.Options).Soon();

        HostProcess only = Assert.Single(found);
        Assert.Equal(process.ProcessId, only.Id);
        Assert.EndsWith(word, only.Command, StringComparison.Ordinal);
        Assert.Equal(only.ParentId, await RemoteProcesses.ParentAsync(host, only.Id, fixture.Options).Soon());
        Assert.NotEqual(0, only.GroupId);
    }

    [Fact]
    public async Task FindAsync_OwnProcess_IsThere() =>
        Assert.Contains(Environment.ProcessId, (await RemoteProcesses.FindAsync(null, ".").Soon()).Select(static process => process.Id));

    [Theory]
    [InlineData("hostb")]
    [InlineData(null)]
    public async Task ChildrenAsync_OfAProcess_AreThoseItStarted(string? host)
    {
        var sizes = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RemoteProcess process = await RemoteShell.StartAsync(
            "hosta", "sleep 1000 & echo $!; wait", new RemoteShellOptions { Ssh = fixture.Options, OnOutput = line => sizes.TrySetResult(int.Parse(line, CultureInfo.InvariantCulture)) }).Soon();
        int child = await sizes.Task.Soon();

        Assert.Equal([child], await RemoteProcesses.ChildrenAsync(host, process.ProcessId, fixture.Options).Soon());
        Assert.Empty(await RemoteProcesses.ChildrenAsync(host, child, fixture.Options).Soon());
        Assert.Equal(process.ProcessId, await RemoteProcesses.ParentAsync(host, child, fixture.Options).Soon());
    }

    [Theory]
    [InlineData("hosta")]
    [InlineData(null)]
    public async Task KillAsync_RunningProcess_GetsTheSignal(string? host)
    {
        await using RemoteProcess process = await RemoteShell.StartAsync("hosta", "exec sleep 1000", new RemoteShellOptions { Ssh = fixture.Options, ThrowOnFailure = false }).Soon();

        await RemoteProcesses.KillAsync(host, process.ProcessId, UnixSignal.Hangup, fixture.Options).Soon();

        Assert.Equal(128 + 1, (await process.WaitAsync().Soon()).ExitCode);
    }

    [Theory]
    [InlineData("hosta")]
    [InlineData(null)]
    public async Task Calls_NoSuchProcess_SaySo(string? host)
    {
        int missing = await MissingIdAsync();

        foreach (Func<Task> call in (Func<Task>[])
        [
            () => RemoteProcesses.KillAsync(host, missing, options: fixture.Options),
            () => RemoteProcesses.ParentAsync(host, missing, fixture.Options),
            () => RemoteProcesses.ChildrenAsync(host, missing, fixture.Options),
        ])
        {
            HostProcessException error = await Assert.ThrowsAsync<HostProcessException>(call).Soon();
            Assert.Equal((missing, true, host ?? Environment.MachineName), (error.ProcessId, error.IsMissing, error.Host));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task KillAsync_NumberThatMeansMany_IsRefused(int id) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RemoteProcesses.KillAsync(null, id));

    // One above the highest that the system gives.
    private static async Task<int> MissingIdAsync() => int.Parse(await File.ReadAllTextAsync("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture);
}
