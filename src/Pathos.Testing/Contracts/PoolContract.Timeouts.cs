using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    // For facts whose other items must stay within it, also on a machine that is busy with something else.
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ItemTimeout_ItemObeysItsToken_ItAloneFails()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                if (x == 2)
                {
                    WaitForCancellation(ledger);
                }

                return x;
            },
            Enumerable.Range(0, 6),
            new MapOptions { ItemTimeout = s_ample, ChunkSize = 3 }).Collected();

        Outcome<int> failed = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((2L, FailureKind.TimedOut), (failed.Index, failed.Failure));
        Assert.Contains("Item 2", Assert.IsType<TimeoutException>(failed.Error).Message, StringComparison.Ordinal);
        AssertItems([0, 1, 3, 4, 5], outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
        AssertItems(["cancelled"], ledger.Entries);
    }

    [Fact]
    public async Task ItemTimeout_ItemIgnoresItsToken_WorkerIsReplacedAndTheRestRuns()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                if (x == 2)
                {
                    gate.Pass();
                }

                return x;
            },
            Enumerable.Range(0, 6),
            new MapOptions { ItemTimeout = s_ample, CancelGrace = s_short, ChunkSize = 6 }).Collected();
        gate.Open();

        Outcome<int> failed = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((2L, FailureKind.TimedOut), (failed.Index, failed.Failure));
        Assert.IsType<TimeoutException>(failed.Error);
        AssertItems([0, 1, 3, 4, 5], outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
        AssertItems(["0", "1", "2", "3", "4", "5"], ledger.Entries);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task ItemTimeout_EveryItemIsQuick_NothingFails()
    {
        Pool pool = Open();

        Assert.Equal(
            Enumerable.Range(0, 1000),
            await Blocking(() => pool.Map(static x => x, Enumerable.Range(0, 1000), new MapOptions { ItemTimeout = TestTimeouts.Unexpected })));
    }

    [Fact]
    public async Task ItemTimeout_OfAPipe_IsATimeoutException()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Assert.ThrowsAsync<TimeoutException>(() => Background(() => pool.PipeAsync(() => WaitForCancellation(ledger), new MapOptions { ItemTimeout = s_short })));

        AssertItems(["cancelled"], ledger.Entries);
    }

    [Fact]
    public async Task ItemTimeout_OverlappingItems_TheLateOnesFailAndTheOthersDoNot()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();

        // Item 0 obeys its token, item 1 does not: it must be given up although item 0 has ended in time.
        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            async x =>
            {
                if (x < 2)
                {
                    await gate.PassAsync(x == 0 ? TaskContext.Current.CancellationToken : CancellationToken.None);
                }

                return x;
            },
            Enumerable.Range(0, 4),
            new MapOptions { ItemTimeout = s_ample, CancelGrace = s_short, ConcurrencyPerWorker = 4 }).Collected();
        gate.Open();

        AssertItems([0L, 1L], outcomes.Where(static o => o.Failure == FailureKind.TimedOut).Select(static o => o.Index).Order());
        AssertItems([2, 3], outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
    }

    [Fact]
    public async Task Timeout_OfTheCall_CancelsItAndSaysSo()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        var options = new MapOptions { Timeout = s_ample };

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => Blocking(() => pool.Map(
            x =>
            {
                WaitForCancellation(ledger);
                return x;
            },
            [1],
            options)));

        Assert.Contains("Timeout", error.Message, StringComparison.Ordinal);
        await ledger.ReachesAsync(1);
        await Assert.ThrowsAsync<TimeoutException>(() => Background(() => pool.PipeAsync(() => WaitForCancellation(ledger), options)));
        await Assert.ThrowsAsync<TimeoutException>(() => pool.MapInOrder(static x => x, OneThenSilence(1), options).Collected());
        await AssertWorks(pool);
    }

    [Fact]
    public async Task CancelGrace_TaskIgnoresItsCancellation_WorkerIsReplaced()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();

        Task call = Background(() => pool.PipeAsync(() => gate.Pass(), new MapOptions { CancelGrace = s_short }, cancel.Token));
        await gate.EnteredAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Traits.RunsInline ? OpenThen(call) : call);

        // The task still blocks its worker, if that is a thread; only another one can run this.
        await AssertWorks(pool);
        gate.Open();

        Task OpenThen(Task inline)
        {
            // The caller's own thread cannot be given up.
            gate.Open();
            return inline;
        }
    }
}
