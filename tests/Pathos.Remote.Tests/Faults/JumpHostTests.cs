namespace Pathos.Remote.Tests;

/// <summary>A host is reached through another one, and that one is lost.</summary>
[Collection(NetworkFixture.Collection)]
public sealed class JumpHostTests(NetworkFixture network)
{
    [Fact]
    public async Task JumpHost_LosesItsPowerInMidMap_ItemsMoveOnAndTheHostBehindJoinsAgain()
    {
        await using Pool pool = Open();
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 2);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hostb");

        await network.Servers.KillAsync("hosta").Soon();
        try
        {
            Assert.Single(held);
            await map.EndsRightAsync(held);
        }
        finally
        {
            await network.Servers.RestartAsync("hosta").Soon();
        }

        await Where.JoinsAsync(pool, "hostb");
    }

    [Fact]
    public async Task JumpHost_CutInMidMap_ItemsMoveOnAndNoClientIsLeft()
    {
        Pool pool = Open();
        await using (pool.ConfigureAwait(false))
        {
            using HeldMap map = await HeldMap.StartAsync(pool, workers: 2);
            IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hostb");

            await network.Hosts.CutAsync("hosta");
            try
            {
                await map.EndsRightAsync(held, cutOff: "hostb");
                await pool.DisposeAsync().Soon();
                await FileGate.PollAsync(() => !SessionProcess.All().Any(IsClient), "the clients of both connections to end");
            }
            finally
            {
                await network.Hosts.HealAsync("hosta");
            }
        }
    }

    private Pool Open() => Pool.Open(network.Options with { Ssh = network.Options.Ssh with { Arguments = [.. network.Options.Ssh.Arguments, "-J", "hosta"] } }, "ssh://hostb/1", "local/1");

    private bool IsClient(SessionProcess process) => process.Program == "ssh" && process.CommandLine.Contains(network.Servers.ConfigPath, StringComparison.Ordinal);
}
