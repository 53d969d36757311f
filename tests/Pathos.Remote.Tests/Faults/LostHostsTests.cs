namespace Pathos.Remote.Tests;

/// <summary>Every host of a pool is lost.</summary>
[Collection(SshHosts.Collection)]
public sealed class LostHostsTests(SshHosts hosts)
{
    [Fact]
    public async Task Calls_NoHostIsLeft_FailAndNameItUntilItIsBack()
    {
        await using Pool pool = Pool.Open(hosts.Options(), "ssh://hosta/2");
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        Task waiting = pool.PipeAsync(() => gate.Pass());
        await gate.EnteredAsync();

        await hosts.Servers.KillAsync("hosta").Soon();
        try
        {
            PoolOpenException[] errors =
            [
                await Assert.ThrowsAsync<PoolOpenException>(() => waiting.Soon()),
                await Assert.ThrowsAsync<PoolOpenException>(() => pool.PipeAsync(static () => 1).Soon()),
            ];

            Assert.All(errors, static error => Assert.Contains("hosta", error.Message, StringComparison.Ordinal));
        }
        finally
        {
            await hosts.Servers.RestartAsync("hosta").Soon();
        }

        await Where.JoinsAsync(pool, "hosta");
        int[] results = await pool.MapAsync(static x => x + 1, [0, 1, 2]).Soon();
        Assert.Equal([1, 2, 3], results);
    }
}
