namespace Pathos.Distributed.Tests;

/// <summary>What must not begin twice, while workers are killed, stand still for a moment, and stand still for too long.</summary>
public sealed class OnceOnlyTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task NotRepeatable_WorkersAreKilledAndPaused_NothingBeginsTwice()
    {
        using var folder = new TestFolder();
        await using Pool pool = Pool.Processes(2, new ProcessPoolOptions { HeartbeatTimeout = s_patience });
        int round = 0;

        int failed = await OnceOnly.AssertHoldsAsync(pool, folder.Ledger(), async workers =>
        {
            int worker = workers[^1];
            switch (round++ % 3)
            {
                case 0:
                    OnceOnly.Send(worker, OnceOnly.SigKill);
                    break;
                case 1:
                    await OnceOnly.PauseAsync(worker, s_patience / 2);
                    break;
                default:
                    await OnceOnly.PauseAsync(worker, s_patience * 2);
                    break;
            }
        });

        Assert.InRange(failed, 1, 200);
    }
}
