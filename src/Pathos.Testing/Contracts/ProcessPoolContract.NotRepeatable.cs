using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task NotRepeatable_WorkerDies_NothingBeginsTwice(int chunkSize)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                if (x == Culprit)
                {
                    Die(Death.Kill);
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = chunkSize, IsRepeatable = false }).Collected();

        Assert.Equal(Items, outcomes.Count);
        Assert.All(outcomes.Where(static o => !o.IsSuccess), static outcome => Assert.Equal(FailureKind.WorkerLost, outcome.Failure));
        Assert.Contains(outcomes, static outcome => outcome is { Index: Culprit, IsSuccess: false });
        Assert.All(outcomes.Where(static o => o.Index > Culprit), static outcome => Assert.True(outcome.IsSuccess));
        AssertBegun(ledger);
    }

    [Fact]
    public async Task NotRepeatable_WorkerOfOverlappingItemsIsKilled_ThoseThatHadBegunAreLostAndTheRestRunsElsewhere()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        FileLedger pids = Folder().Ledger();
        FileLedger ledger = Folder().Ledger();
        const int Overlap = 3;
        List<Outcome<int>> outcomes = [];

        // Item 0 ends and leaves its place to another, so items 1 to 3 are inside when the worker dies, and no further one.
        await using IAsyncEnumerator<Outcome<int>> stream = pool.MapOutcomes(
            async x =>
            {
                ledger.Add(x);
                if (x is > 0 and <= Overlap)
                {
                    pids.Add(Environment.ProcessId);
                    await gate.PassAsync();
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = Items, ConcurrencyPerWorker = Overlap, IsRepeatable = false }).GetAsyncEnumerator();
        outcomes.Add(await Next(stream));
        await gate.EnteredAsync(Overlap);
        Kill(Pid(pids), SigKill);
        while (outcomes.Count < Items)
        {
            outcomes.Add(await Next(stream));
        }

        AssertItems([1L, 2L, 3L], outcomes.Where(static o => !o.IsSuccess).Select(static o => o.Index).Order());
        Assert.All(outcomes.Where(static o => !o.IsSuccess), static o => Assert.IsType<WorkerLostException>(o.Error));
        Assert.All(outcomes, static o => Assert.Equal(1, o.Attempts));
        AssertBegun(ledger);
    }
}
