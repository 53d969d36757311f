namespace Pathos.Distributed.Tests;

/// <summary>Batches that wait behind one that does not end.</summary>
public sealed class MovingTests
{
    [Fact]
    public async Task Batches_BehindAStuckOne_RunOnAWorkerThatHasNothingToDo()
    {
        await using Pool pool = Pool.InMemory(2);
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        FileLedger ledger = folder.Ledger();
        var options = new MapOptions { ChunkSize = 1 };
        Func<int, int> function = x =>
        {
            if (x == 2_000)
            {
                gate.Pass(TaskContext.Current.CancellationToken);
            }
            else if (x > 2_000)
            {
                ledger.Add(x);
            }

            return x;
        };

        // Quick items first: batches of a function that is known to be quick wait on workers. Then one that does not end, and more behind it, on whichever worker.
        Task<int[]> map = pool.MapAsync(function, Enumerable.Range(0, 2_100), options);
        await gate.EnteredAsync();

        await ledger.ReachesAsync(99);
        Assert.False(map.IsCompleted);
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 2_100), await map.Soon());
        Assert.Equal(99, ledger.Count);
    }
}
