using System.Runtime.CompilerServices;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Theory]
    [InlineData("MapInOrder")]
    [InlineData("MapAsCompleted")]
    [InlineData("MapOutcomes")]
    public async Task Stream_CancelledInTheMiddleOfABatch_GivesNoFurtherItem(string verb)
    {
        Pool pool = Open();
        using var cancel = new CancellationTokenSource();
        await using IAsyncEnumerator<int> results = Stream(pool, verb, Enumerable.Range(0, 1000), new MapOptions { ChunkSize = 100 }, cancel.Token).GetAsyncEnumerator();
        for (int item = 0; item < 5; item++)
        {
            await Next(results);
        }

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Background(() => results.MoveNextAsync().AsTask()));
        Assert.False(await Background(() => results.MoveNextAsync().AsTask()));
        await AssertWorks(pool);
    }

    [Theory]
    [InlineData("MapInOrder")]
    [InlineData("MapAsCompleted")]
    [InlineData("MapOutcomes")]
    public async Task Stream_PoolIsTerminatedInTheMiddleOfABatch_GivesNoFurtherItem(string verb)
    {
        Pool pool = Open();
        await using IAsyncEnumerator<int> results = Stream(pool, verb, Enumerable.Range(0, 1000), new MapOptions { ChunkSize = 100 }).GetAsyncEnumerator();
        await Next(results);

        await Blocking(pool.Terminate);

        await Assert.ThrowsAsync<PoolClosedException>(() => Background(() => results.MoveNextAsync().AsTask()));
    }

    [Fact]
    public async Task Stream_TimeIsUpInTheMiddleOfABatch_GivesNoFurtherItem()
    {
        const int Batch = 10_000;
        Pool pool = Open();
        await pool.ReadyAsync().Soon();
        var options = new MapOptions { ChunkSize = Batch, Timeout = TimeSpan.FromSeconds(1) };
        int taken = 0;

        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (int item in pool.MapInOrder(static x => x, Enumerable.Range(0, Batch), options))
            {
                taken++;
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }
        });

        // All of them would take a hundred seconds.
        Assert.InRange(taken, 0, Batch - 1);
    }

    [Fact]
    public async Task Dispose_EnumeratorWasDropped_DoesNotWaitForItsConsumer()
    {
        Pool pool = Open(options: new PoolOptions { DrainTimeout = Timeout.InfiniteTimeSpan });
        IAsyncEnumerator<int> dropped = pool.MapInOrder(static x => x, Endless(0, 1)).GetAsyncEnumerator();
        Assert.Equal(0, await Next(dropped));

        await pool.DisposeAsync().Soon();

        await Assert.ThrowsAsync<PoolClosedException>(() => Background(() => dropped.MoveNextAsync().AsTask()));
    }

    [Fact]
    public async Task Dispose_ConsumerGoesOn_GetsAllItsItems()
    {
        Pool pool = Open(options: new PoolOptions { DrainTimeout = Timeout.InfiniteTimeSpan });
        await using IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, Enumerable.Range(0, 50)).GetAsyncEnumerator();
        Assert.Equal(0, await Next(results));

        Task disposed = pool.DisposeAsync().AsTask();
        await StaysPending(disposed);
        List<int> rest = [];
        while (await Background(() => results.MoveNextAsync().AsTask()))
        {
            rest.Add(results.Current);
        }

        AssertItems(Enumerable.Range(1, 49), rest);
        await disposed.Soon();
    }

    [Fact]
    public async Task Join_EnumeratorWasCollected_Ends()
    {
        Pool pool = Open();
        await TakeOneAndDropAsync(pool);
        pool.Close();

        Task joined = pool.JoinAsync();

        // What is collected is the collector's choice, so it is asked until it has done so.
        await FileGate.PollAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return joined.IsCompleted;
            },
            "the dropped stream to end");
        await joined;
    }

    [Fact]
    public async Task Stream_ListChangesWhileItIsRead_FailsInItsPlace()
    {
        Pool pool = Open();
        List<int> list = [.. Enumerable.Range(0, 100)];
        await using IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, list, new MapOptions { ChunkSize = 1, MaxInFlight = 4 }).GetAsyncEnumerator();
        Assert.Equal(0, await Next(results));

        list.Add(100);

        int expected = 1;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Background(async () =>
        {
            while (await results.MoveNextAsync())
            {
                Assert.Equal(expected++, results.Current);
            }
        }));
        Assert.InRange(expected, 1, 8);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_CollectionChangesAfterItWasRead_FailsAtTheEnd(bool isSet)
    {
        Pool pool = Open();
        ICollection<int> items = isSet ? new HashSet<int> { 0, 1, 2 } : new List<int> { 0, 1, 2 };
        await using IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, items).GetAsyncEnumerator();
        Assert.Equal(0, await Next(results));

        items.Add(3);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Background(async () =>
        {
            while (await results.MoveNextAsync())
            {
            }
        }));
    }

    [Fact]
    public async Task DefaultWindow_SlowConsumer_FindsFewItemsRead()
    {
        Pool pool = Open();
        var input = new WatchedInput();
        await using IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, input.Items()).GetAsyncEnumerator();
        for (int consumed = 0; consumed < 12; consumed++)
        {
            await Next(results);

            // Its pace is what this is about.
            await Task.Delay(TimeSpan.FromMilliseconds(100));

            // A few for each worker, and as many again that wait for the consumer. In batches it would be hundreds by now.
            Assert.InRange(input.Pulled, consumed + 1, consumed + 1 + (8 * pool.WorkerCount));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task TakeOneAndDropAsync(Pool pool) =>
        Assert.True(await Background(() => pool.MapInOrder(static x => x, Endless(0, 1)).GetAsyncEnumerator().MoveNextAsync().AsTask()));

    private static IAsyncEnumerable<int> Stream(Pool pool, string verb, IEnumerable<int> inputs, MapOptions options, CancellationToken cancellationToken = default) => verb switch
    {
        "MapInOrder" => pool.MapInOrder(static x => x, inputs, options, cancellationToken),
        "MapAsCompleted" => pool.MapAsCompleted(static x => x, inputs, options, cancellationToken),
        _ => pool.MapOutcomes(static x => x, inputs, options, cancellationToken).Select(static outcome => outcome.Value),
    };
}
