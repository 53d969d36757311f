namespace Pathos.Remote.Tests;

/// <summary>A host does not answer while the pool is opened.</summary>
[Collection(NetworkFixture.Collection)]
public sealed class SilentOpeningTests(NetworkFixture network)
{
    [Fact]
    public async Task Opening_HostIsCut_FailsAndNamesIt()
    {
        await network.Hosts.CutAsync("hosta");
        try
        {
            await using Pool pool = Pool.Open(network.Options, "ssh://hosta/1", "ssh://hostb/1");

            PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

            Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await network.Hosts.HealAsync("hosta");
        }
    }

    [Fact]
    public async Task Opening_HostIsCutWhenItsWorkersStart_FailsAndNamesIt()
    {
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        await using Pool pool = Pool.Open(network.Options with { Initializer = () => gate.Pass(), OpenTimeout = TimeSpan.FromSeconds(8) }, "ssh://hosta/1", "local/1");
        await gate.EnteredAsync(2);

        await network.Hosts.CutAsync("hosta");
        try
        {
            gate.Open();

            PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

            Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await network.Hosts.HealAsync("hosta");
        }
    }

    [Fact]
    public async Task Opening_HostIsCutAndNotRequired_OpensWithTheRestAndItJoinsWhenHealed()
    {
        await network.Hosts.CutAsync("hosta");
        Pool pool = Pool.Open(network.Options with { RequireAllHosts = false }, "ssh://hosta/1", "ssh://hostb/1");
        await using (pool.ConfigureAwait(false))
        {
            try
            {
                await pool.ReadyAsync().Soon();

                Assert.Equal(["hostb"], await Where.HostsOfAsync(pool));
            }
            finally
            {
                await network.Hosts.HealAsync("hosta");
            }

            await Where.JoinsAsync(pool, "hosta");
        }
    }
}
