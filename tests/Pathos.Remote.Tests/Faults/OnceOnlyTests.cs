namespace Pathos.Remote.Tests;

/// <summary>What must not begin twice on a host, while its workers are killed, its agent stands still, and the host is cut off.</summary>
[Collection(NetworkFixture.Collection)]
public sealed class HostOnceOnlyTests(NetworkFixture network)
{
    [Fact]
    public async Task NotRepeatable_WorkersAreKilledAgentStandsStillAndHostIsCut_NothingBeginsTwice()
    {
        SshServer server = network.Servers["hosta"];
        using var folder = new TestFolder();
        await using Pool pool = Pool.Open(network.Options with { HeartbeatTimeout = TimeSpan.FromSeconds(1) }, "ssh://hosta/2", "local/1");
        await pool.ReadyAsync().Soon();
        int round = 0;

        await OnceOnly.AssertHoldsAsync(pool, folder.Ledger(), async workers =>
        {
            switch (round++ % 4)
            {
                case 0:
                    OnceOnly.Send(workers[^1], OnceOnly.SigKill);
                    break;
                case 1:
                    await OnceOnly.PauseAsync(workers[0], TimeSpan.FromSeconds(0.5));
                    break;
                case 2 when server.FindProcesses("Pathos.Worker.dll node") is [var node, ..]:
                    await OnceOnly.PauseAsync(node, TimeSpan.FromSeconds(1.5));
                    break;
                default:
                    await network.Hosts.CutAsync("hosta");
                    await Task.Delay(TimeSpan.FromSeconds(1.5));
                    await network.Hosts.HealAsync("hosta");
                    break;
            }
        });
    }
}
