using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Fact]
    public async Task CapturedProgress_HandlerIsStuck_TheEndOfThePoolEndsTheCall()
    {
        Pool pool = Open(workers: 1);
        using var goOn = new ManualResetEventSlim();
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IProgress<int> progress = new StuckProgress(() =>
        {
            inside.TrySetResult();
            goOn.Wait(TestTimeouts.Unexpected);
        });
        Task<int[]> call = Background(() => pool.MapAsync(
            x =>
            {
                progress.Report(x);
                return x;
            },
            [1, 2, 3],
            new MapOptions { ChunkSize = 1 }));
        await inside.Task.Soon();

        pool.Terminate();

        await Assert.ThrowsAsync<PoolClosedException>(() => call);
        goOn.Set();
        await pool.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task CapturedProgress_WorkerDiesAfterItTold_ItemsThatEndedHaveTheirResults()
    {
        Pool pool = Open(workers: 1);
        using var goOn = new ManualResetEventSlim();
        IProgress<int> progress = new StuckProgress(() => goOn.Wait(TestTimeouts.Unexpected));
        FileLedger ledger = Folder().Ledger();

        Task<List<Outcome<int>>> call = Background(async () => await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                if (x == 0)
                {
                    progress.Report(x);
                }

                if (x == 2)
                {
                    Environment.Exit(3);
                }

                // A failure leaves at once, and all before it.
                return x == 0 ? x : throw new InvalidOperationException("no");
            },
            [0, 1, 2],
            new MapOptions { ChunkSize = 3, IsRepeatable = false }).Collected());
        await ledger.ReachesAsync(3);
        await StaysPending(call);
        goOn.Set();

        Outcome<int>[] outcomes = [.. (await call).OrderBy(static o => o.Index)];
        Assert.True(outcomes[0].IsSuccess);
        Assert.IsType<InvalidOperationException>(outcomes[1].Error);
        Assert.IsType<WorkerLostException>(outcomes[2].Error);
        AssertItems(["0", "1", "2"], ledger.Entries);
    }

    private sealed class StuckProgress(Action handler) : IProgress<int>
    {
        public void Report(int value) => handler();
    }
}
