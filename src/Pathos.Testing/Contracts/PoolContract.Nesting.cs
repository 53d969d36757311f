using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task NestedPool_OpenedInATask_Works()
    {
        Pool pool = Open();

        AssertItems([0, 1, 5], await Blocking(() => pool.Map(
            static n =>
            {
                using Pool inner = Pool.Threads(2);
                using Pool serial = Pool.Serial();
                return serial.Map(static x => x, inner.Map(static x => x * x, Enumerable.Range(0, n))).Sum();
            },
            [1, 2, 3])));
    }

    [Fact]
    public async Task CapturedPool_EveryWorkerWaitsForIt_StillEnds()
    {
        Pool pool = Open();

        Assert.Equal(Enumerable.Range(0, 20).Select(static n => 3 * n), await Blocking(() => pool.Map(n => pool.Map(x => x + n, [0, 0, 0]).Sum(), Enumerable.Range(0, 20), new MapOptions { ChunkSize = 1 })));
    }

    [Fact]
    public async Task CapturedPool_EveryVerbInsideATask_StillEnds()
    {
        Pool pool = Open(workers: 1);

        Assert.Equal(10, await Background(() => pool.PipeAsync(async () =>
        {
            int sum = pool.Pipe(static () => 1);
            sum += await pool.PipeAsync(static () => 2);
            sum += (await pool.MapAsync(static x => x, [3]))[0];
            await foreach (int x in pool.MapInOrder(static x => x, [4]))
            {
                sum += x;
            }

            return sum;
        })));
    }

    [Fact]
    public async Task CapturedPool_TwoPoolsThatCallEachOther_StillEnd()
    {
        Pool one = Open(workers: 1);
        Pool other = Open(workers: 1);

        Task<int> there = Background(() => one.PipeAsync(() => other.Pipe(() => one.Pipe(static () => 1))));
        Task<int> back = Background(() => other.PipeAsync(() => one.Pipe(() => other.Pipe(static () => 2))));

        AssertItems([1, 2], await Task.WhenAll(there, back).Soon());
    }

    [Fact]
    public async Task CapturedPool_OuterCallIsCancelled_InnerItemsAreTold()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();

        Task<int> call = Background(() => pool.PipeAsync(
            () => pool.Map(x =>
            {
                gate.Pass(TaskContext.Current.CancellationToken);
                return x;
            }, [1], cancellationToken: TaskContext.Current.CancellationToken)[0],
            cancellationToken: cancel.Token));

        await AssertCancelEnds(pool, call, gate, cancel);
    }

    [Fact]
    public async Task NestedPools_WithoutEnd_AreStoppedByAClearError()
    {
        Pool pool = Open();

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => Blocking(() => pool.Pipe(static () => OpenDeeper(1))));

        Assert.Contains("PATHOS_DEPTH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NestedPools_AsDeepAsAllowed_Work()
    {
        Pool pool = Open();

        Assert.Equal(7, await Blocking(() => pool.Pipe(static () => OpenDeeper(1, most: 7))));
    }

    [Fact]
    public async Task CapturedPool_WithoutEnd_IsStoppedByAClearError()
    {
        Pool pool = Open(workers: 1);

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => Blocking(() => pool.Pipe(Deeper)));

        Assert.Contains("PATHOS_DEPTH", error.Message, StringComparison.Ordinal);

        int Deeper() => pool.Pipe(Deeper);
    }

    [Fact]
    public async Task NestedPool_DefaultWorkers_AreTheCoresLeftToItsWorker()
    {
        Pool pool = Open(workers: 2);
        int outer = pool.WorkerCount;

        (int First, int Second) counts = await Blocking(() => pool.Pipe(static () =>
        {
            using Pool inner = Pool.Threads();
            return (inner.WorkerCount, inner.Pipe(static () =>
            {
                using Pool innermost = Pool.Threads();
                return innermost.WorkerCount;
            }));
        }));

        // Of several hosts each shares its own cores among its own workers.
        Assert.InRange(counts.First, Math.Max(1, Environment.ProcessorCount / outer), Traits.SpansHosts ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount / outer));
        Assert.Equal(1, counts.Second);
    }

    private static int OpenDeeper(int depth, int most = int.MaxValue)
    {
        using Pool inner = depth % 2 == 0 ? Pool.Serial() : Pool.Threads(1);
        return depth == most ? depth : inner.Pipe(() => OpenDeeper(depth + 1, most));
    }
}
