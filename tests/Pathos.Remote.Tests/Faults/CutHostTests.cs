namespace Pathos.Remote.Tests;

/// <summary>A host is cut off while it works: nothing comes from it any more, and nobody says so.</summary>
[Collection(NetworkFixture.Collection)]
public sealed class CutHostTests(NetworkFixture network)
{
    private SshServer HostA => network.Servers["hosta"];

    [Fact]
    public async Task Host_CutInMidMap_ItsItemsMoveOnAndHealedItJoinsAgain()
    {
        await using Pool pool = Open();
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 4);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hosta");
        IReadOnlyList<int> before = HostA.FindProcesses();

        await network.Hosts.CutAsync("hosta");
        try
        {
            Assert.Equal(2, held.Count);
            await map.EndsRightAsync(held, cutOff: "hosta");

            // Without a word of its pool it ends what it has, still cut off.
            await Where.AreGoneAsync(HostA, before);
        }
        finally
        {
            await network.Hosts.HealAsync("hosta");
        }

        await Where.JoinsAsync(pool, "hosta");
    }

    [Fact]
    public async Task Host_HealedWhenItsItemsHaveMovedOn_LateAnswersCountForNothing()
    {
        await using Pool pool = Open(network.Options with { HeartbeatTimeout = TimeSpan.FromSeconds(2) });
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 4);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hosta");

        await network.Hosts.CutAsync("hosta");
        try
        {
            // The gate is open for those that are cut off too: they end their items, and nobody hears of it yet.
            await map.EndsRightAsync(held, cutOff: "hosta");
        }
        finally
        {
            await network.Hosts.HealAsync("hosta");
        }

        await Where.AreGoneAsync(HostA, [.. held.Select(static item => item.Process)]);
        await Where.JoinsAsync(pool, "hosta");
    }

    [Fact]
    public async Task Host_CutForAMomentWhileItIsIdle_KeepsItsWorkers()
    {
        await using Pool pool = Open(new RemotePoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(30) });
        await pool.ReadyAsync().Soon();
        IReadOnlyList<int> before = HostA.FindProcesses();

        await network.Hosts.CutAsync("hosta");
        Task<string[]> call = Where.HostsOfAsync(pool);
        await network.Hosts.HealAsync("hosta");

        Assert.Equal(2, (await call).Count(static host => host == "hosta"));
        Assert.Equal(before, HostA.FindProcesses());
    }

    [Fact]
    public async Task Pool_DisposedWhileAHostIsCut_EndsAndLeavesNothing()
    {
        IReadOnlyList<int> before;
        IReadOnlyList<int> clients;
        Pool pool = Open();
        await using (pool.ConfigureAwait(false))
        {
            using HeldMap map = await HeldMap.StartAsync(pool, workers: 4);
            before = HostA.FindProcesses();
            clients = Where.ClientsOf(network.Servers, "hosta");
            await network.Hosts.CutAsync("hosta");
            try
            {
                pool.Terminate();
                await pool.DisposeAsync().Soon();
                await Where.AreGoneAsync(HostA, before);
            }
            finally
            {
                await network.Hosts.HealAsync("hosta");
            }
        }

        Assert.NotEmpty(clients);
        await FileGate.PollAsync(() => !Where.ClientsOf(network.Servers, "hosta").Intersect(clients).Any(), "the SSH client to end");
    }

    [Fact]
    public async Task Host_CutWhileMuchIsOnItsWay_TheOthersGoOn()
    {
        await using Pool pool = Open();
        await pool.ReadyAsync().Soon();

        // More than the pipes and buffers on the way to the host hold: whoever sends there stands still as soon as nothing is taken.
        byte[][] items = [.. Enumerable.Range(0, 12).Select(static x => new byte[(8 << 20) + x])];
        await network.Hosts.CutAsync("hosta");
        try
        {
            int[] lengths = await pool.MapAsync(static item => item.Length, items, new MapOptions { ChunkSize = 1 }).Soon();
            Assert.Equal(items.Select(static item => item.Length), lengths);
        }
        finally
        {
            await network.Hosts.HealAsync("hosta");
        }

        await Where.JoinsAsync(pool, "hosta");
    }

    private Pool Open(RemotePoolOptions? options = null) =>
        Pool.Open((options ?? network.Options) with { Ssh = network.Options.Ssh }, "ssh://hosta/2", "ssh://hostb/1", "local/1");
}
