namespace Pathos.Remote.Tests;

/// <summary>A worker is lost on a host that goes on.</summary>
[Collection(SshHosts.Collection)]
public sealed class LostWorkerTests(SshHosts hosts)
{
    [Fact]
    public async Task Worker_KilledInMidMap_OnlyItsItemBeginsAgainAndItsHostReplacesIt()
    {
        SshServer server = hosts.Servers["hosta"];
        await using Pool pool = Pool.Open(hosts.Options(), "ssh://hosta/2", "local/1");
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 3);
        int node = Where.NodeOf(server);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hosta");

        Where.Kill([held[0].Process]);

        await map.TakesMoreAsync("hosta", held);
        await map.EndsRightAsync([held[0]]);
        Assert.Equal(node, Where.NodeOf(server));
        Assert.Equal(["hosta", "hosta", Where.Here], (await Where.HostsOfAsync(pool)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(held[0].Process, server.FindProcesses());
    }
}
