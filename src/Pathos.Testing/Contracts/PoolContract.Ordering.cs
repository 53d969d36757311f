using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task MapInOrder_FirstItemIsLate_LaterResultsWaitForIt()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        await using IAsyncEnumerator<int> results = pool.MapInOrder(x => PassFirst(gate, ledger, x), [0, 1, 2], new MapOptions { ChunkSize = 1 }).GetAsyncEnumerator();

        Task<int> first = Next(results);
        await gate.EnteredAsync();
        if (!Traits.RunsInline)
        {
            await ledger.ReachesAsync(1);
        }

        await StaysPending(first);
        gate.Open();

        AssertItems([0, 1, 2], new[] { await first, await Next(results), await Next(results) });
    }

    [Fact]
    public async Task MapAsCompleted_FirstItemIsLate_OthersOvertakeIt()
    {
        // Nothing waits behind a running item: what is queued there already could not overtake it.
        Pool pool = Open(options: new PoolOptions { QueuedPerWorker = 0 });
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        if (Traits.RunsInline)
        {
            // One at a time: nothing can overtake.
            gate.Open();
            AssertItems([0, 1, 2], await pool.MapAsCompleted(x => PassFirst(gate, ledger, x), [0, 1, 2]).Collected());
            return;
        }

        await using IAsyncEnumerator<int> results = pool.MapAsCompleted(x => PassFirst(gate, ledger, x), [0, 1, 2], new MapOptions { ChunkSize = 1 }).GetAsyncEnumerator();

        AssertItems([1, 2], new[] { await Next(results), await Next(results) }.Order());
        gate.Open();
        Assert.Equal(0, await Next(results));
    }

    [Fact]
    public async Task MapAsCompleted_LateItemInTheSameChunk_FinishedOnesLeaveBeforeIt()
    {
        if (Traits.RunsInline)
        {
            // An inline stream takes one item at a time unless a chunk is asked for, and gives it before the next.
            Pool inline = Open();
            var input = new WatchedInput();
            AssertItems([0], await inline.MapAsCompleted(static x => x, input.Items()).Take(1).Collected());
            Assert.Equal(1, input.Pulled);
            return;
        }

        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        await using IAsyncEnumerator<int> results = pool.MapAsCompleted(
            x =>
            {
                if (x == 2)
                {
                    gate.Pass();
                }

                return x;
            },
            [0, 1, 2],
            new MapOptions { ChunkSize = 3 }).GetAsyncEnumerator();

        AssertItems([0, 1], new[] { await Next(results), await Next(results) });
        gate.Open();
        Assert.Equal(2, await Next(results));
    }

    private static int PassFirst(FileGate gate, FileLedger ledger, int item)
    {
        if (item == 0)
        {
            gate.Pass();
        }

        ledger.Add(item);
        return item;
    }
}
