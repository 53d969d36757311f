using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task ResizeAsync_MoreWorkers_AllOfThemWork()
    {
        Pool pool = Open(workers: 1);
        if (await CannotResize(pool))
        {
            return;
        }

        FileGate gate = Folder().Gate();
        await pool.ResizeAsync(3).Soon();

        Assert.Equal(3, pool.WorkerCount);
        AssertItems([0, 1, 2], await Blocking(() => pool.Map(x =>
        {
            // All three must be there together.
            gate.MeetAsync(3).GetAwaiter().GetResult();
            return x;
        }, Enumerable.Range(0, 3), new MapOptions { ChunkSize = 1 })));
        Assert.Equal(3, (await pool.RunOnAllAsync(static () => TaskContext.Current.Worker).Soon()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task ResizeAsync_FewerWorkersWhileAllRun_NothingIsLostOrRunTwice()
    {
        Pool pool = Open(workers: 3);
        if (await CannotResize(pool))
        {
            return;
        }

        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        Task<int[]> call = Background(() => pool.MapAsync(x =>
        {
            gate.Pass();
            ledger.Add(x);
            return x;
        }, Enumerable.Range(0, 60), new MapOptions { ChunkSize = 4 }));
        await gate.EnteredAsync(3);

        await pool.ResizeAsync(1).Soon();
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 60), await call);
        Assert.Equal(60, ledger.Count);
        Assert.Equal(60, ledger.Entries.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(1, pool.WorkerCount);
        Assert.Single(await pool.RunOnAllAsync(static () => 1).Soon());
    }

    [Fact]
    public async Task ResizeAsync_ToNoneAndBack_RunningCallGoesOn()
    {
        Pool pool = Open(workers: 2);
        if (await CannotResize(pool))
        {
            return;
        }

        FileGate gate = Folder().Gate();
        Task<int[]> call = Background(() => pool.MapAsync(x =>
        {
            gate.Pass();
            return x;
        }, Enumerable.Range(0, 20), new MapOptions { ChunkSize = 1 }));
        await gate.EnteredAsync(2);
        await pool.ResizeAsync(0).Soon();
        gate.Open();
        await StaysPending(call);
        await pool.ResizeAsync(2).Soon();

        Assert.Equal(Enumerable.Range(0, 20), await call);
    }

    [Fact]
    public async Task ResizeAsync_OverAndOverWhileMapsRun_EveryResultIsRight()
    {
        Pool pool = Open(workers: 2);
        if (await CannotResize(pool))
        {
            return;
        }

        Task<int[]>[] calls = [.. Enumerable.Range(0, 4).Select(k => Background(() => pool.MapAsync(x => x + k, Enumerable.Range(0, 20_000), new MapOptions { ChunkSize = 50 })))];
        for (int i = 0; i < 10; i++)
        {
            await pool.ResizeAsync(1 + (i % 4)).Soon();
        }

        int[][] results = await Task.WhenAll(calls).Soon();
        Assert.All(results.Index(), static result => Assert.Equal(Enumerable.Range(result.Index, 20_000), result.Item));
    }

    [Fact]
    public async Task ResizeAsync_NegativeNumber_IsRefused()
    {
        Pool pool = Open();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pool.ResizeAsync(-1).Soon());
    }

    /// <summary>Asserts the refusal of a kind that has a fixed number of workers.</summary>
    private async Task<bool> CannotResize(Pool pool)
    {
        if (Traits.CanResize)
        {
            return false;
        }

        int workers = pool.WorkerCount;
        await Assert.ThrowsAsync<NotSupportedException>(() => pool.ResizeAsync(workers + 2).Soon());
        await AssertWorks(pool);
        return true;
    }
}
