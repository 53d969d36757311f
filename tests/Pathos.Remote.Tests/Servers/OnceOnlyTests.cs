namespace Pathos.Remote.Tests;

/// <summary>What must not begin twice on a server, while its workers are killed and the line to it is cut.</summary>
[Collection(ServerHost.Collection)]
public sealed class ServerOnceOnlyTests(ServerHost host)
{
    [Fact]
    public async Task NotRepeatable_WorkersAreKilledAndTheLineIsCut_NothingBeginsTwice()
    {
        using var folder = new TestFolder();
        await using var relay = new SlowRelay(host.Server.Address.Port, bytesPerSecond: 100_000_000);
        await using Pool pool = Pool.Connect($"tcp://127.0.0.1:{relay.Port}/2", host.Credentials, new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(1) });
        int round = 0;

        await OnceOnly.AssertHoldsAsync(pool, folder.Ledger(), workers =>
        {
            if (round++ % 2 == 0)
            {
                OnceOnly.Send(workers[^1], OnceOnly.SigKill);
            }
            else
            {
                relay.Cut();
            }

            return Task.CompletedTask;
        });
    }
}
