using System.Collections.Concurrent;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task ConcurrencyPerWorker_AsyncItems_TrulyOverlap()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        Func<int, Task<int>> function = async x =>
        {
            // None comes back before all four are there.
            await gate.MeetAsync(4);
            return x;
        };

        AssertItems([0, 1, 2, 3], await Blocking(() => pool.Map(function, Enumerable.Range(0, 4), new MapOptions { ConcurrencyPerWorker = 4 })));
    }

    [Fact]
    public async Task ConcurrencyPerWorker_Stream_TrulyOverlaps()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        Func<int, Task<int>> function = async x =>
        {
            await gate.MeetAsync(4);
            return x;
        };

        AssertItems([0, 1, 2, 3], await pool.MapInOrder(function, new[] { 0, 1, 2, 3 }, new MapOptions { ConcurrencyPerWorker = 4 }).Collected());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ConcurrencyPerWorker_ManyItems_NoMoreOverlapThanAllowed(int concurrency)
    {
        Pool pool = Open(workers: 1);
        string folder = Folder().Path;

        int[] together = await Blocking(() => pool.Map(
            async x =>
            {
                // A place is taken by creating its file; as many files as there are now run beside this one.
                string mark = Path.Combine(folder, $"{x}");
                File.Create(mark).Dispose();
                await Task.Yield();
                int count = Directory.GetFiles(folder).Length;
                await Task.Yield();
                File.Delete(mark);
                return count;
            },
            Enumerable.Range(0, 60),
            new MapOptions { ConcurrencyPerWorker = concurrency }));

        Assert.All(together, count => Assert.InRange(count, 1, concurrency));
    }

    [Fact]
    public async Task ConcurrencyPerWorker_SomeItemsThrow_EachEndsAsItsOwn()
    {
        Pool pool = Open();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            static async x =>
            {
                await Task.Yield();
                return x % 5 == 0 ? throw new InvalidOperationException($"{x}") : x;
            },
            Enumerable.Range(0, 100),
            new MapOptions { ConcurrencyPerWorker = 8 }).Collected();

        Assert.Equal(100, outcomes.Count);
        Assert.All(outcomes, static o => Assert.Equal(o.Index % 5 != 0, o.IsSuccess));
        Assert.All(outcomes.Where(static o => !o.IsSuccess), static o => Assert.Equal($"{o.Index}", o.Error!.Message));
    }

    [Fact]
    public async Task ConcurrencyPerWorker_ContextOfEachItem_IsItsOwn()
    {
        Pool pool = Open();

        long[] indices = await Blocking(() => pool.Map(
            static async _ =>
            {
                await Task.Yield();
                return TaskContext.Current.Index;
            },
            Enumerable.Range(0, 50),
            new MapOptions { ConcurrencyPerWorker = 8 }));

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => (long)i), indices);
    }

    [Fact]
    public async Task ConcurrencyPerWorker_Cancelled_EveryRunningItemIsTold()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();

        Task<int[]> call = Background(() => pool.MapAsync(
            async x =>
            {
                await gate.PassAsync(TaskContext.Current.CancellationToken);
                return x;
            },
            Enumerable.Range(0, 3),
            new MapOptions { ConcurrencyPerWorker = 3 },
            cancel.Token));

        await AssertCancelEnds(pool, call, gate, cancel, inside: 3);
    }

    [Fact]
    public async Task BlockingVerbs_UnderAContextOfOneThread_DoNotWaitForTheirOwnThread()
    {
        Pool pool = Open();

        int[] results = await Blocking(() =>
        {
            // Whoever posts to this context waits for ever: its one thread is this one.
            SynchronizationContext.SetSynchronizationContext(new DeafContext());
            Func<int, Task<int>> function = static async x =>
            {
                await Task.Yield();
                return x + 1;
            };
            int[] mapped = pool.Map(function, AsyncItems([1, 2]));
            int piped = pool.Pipe(function, 3);
            Assert.IsType<DeafContext>(SynchronizationContext.Current);
            return (int[])[.. mapped, piped];
        });

        AssertItems([2, 3, 4], results);
    }

    [Fact]
    public async Task OpeningFailingAndEnding_UnderAContextOfOneThread_DoNotWaitForTheirOwnThread()
    {
        await Blocking(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeafContext());
            var retrying = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 1, Delay = RetryPolicy.After(TimeSpan.FromMilliseconds(1)) } };
            Pool pool = CreatePool(2);
            Assert.Throws<InvalidOperationException>(() => pool.Pipe<int>(static () => throw new InvalidOperationException("no"), retrying));
            AssertItems([1, 2], pool.MapAsync(static x => x + 1, [0, 1]).GetAwaiter().GetResult());
            AssertItems([1, 2], pool.MapInOrder(static x => x + 1, [0, 1]).ToBlockingEnumerable());
            pool.RestartAsync(force: true).GetAwaiter().GetResult();
            pool.Terminate();
            pool.Dispose();
        });
    }

    [Fact]
    public async Task MapAsync_PoolOfThreadsIsBusy_CallerIsNotHeld()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        if (Traits.RunsInline)
        {
            // The work is done by whoever asks for it, before the verb returns.
            Assert.True(pool.MapAsync(static x => x, [1]).IsCompletedSuccessfully);
            return;
        }

        Task<int[]> call = pool.MapAsync(x =>
        {
            gate.Pass();
            return x;
        }, [1]);
        await gate.EnteredAsync();
        Assert.False(call.IsCompleted);
        gate.Open();

        AssertItems([1], await call.Soon());
    }

    private sealed class DeafContext : SynchronizationContext
    {
        private readonly ConcurrentQueue<SendOrPostCallback> _never = new();

        public override void Post(SendOrPostCallback d, object? state) => _never.Enqueue(d);
    }
}
