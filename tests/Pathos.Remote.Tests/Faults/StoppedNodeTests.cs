namespace Pathos.Remote.Tests;

/// <summary>The agent on a host stands still. The connection to it is well: sshd answers for it.</summary>
[Collection(SshHosts.Collection)]
public sealed class StoppedNodeTests(SshHosts hosts)
{
    [Fact]
    public async Task Node_StoppedInMidMap_IsGivenUpForAnotherAndLeavesWhenItGoesOn()
    {
        SshServer server = hosts.Servers["hosta"];
        await using Pool pool = Pool.Open(hosts.Options(new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(1) }), "ssh://hosta/2");
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 2);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hosta");
        IReadOnlyList<int> before = server.FindProcesses();
        int node = Where.NodeOf(server);

        Where.Signal(node, ProcessSignal.Stop);
        try
        {
            await map.TakesMoreAsync("hosta", held);
        }
        finally
        {
            Where.Signal(node, ProcessSignal.Continue);
        }

        await Where.AreGoneAsync(server, before);
        await map.EndsRightAsync(held);
    }
}
