using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Initializer_OfEveryWorker_RunsOnceBeforeItsFirstTask()
    {
        FileLedger ledger = Folder().Ledger();
        Pool pool = Open(workers: 3, new PoolOptions { Initializer = () => ledger.Add("initialized") });
        await pool.ReadyAsync().Soon();

        Assert.Equal(pool.WorkerCount, ledger.Count);
        Assert.Equal(Enumerable.Repeat(pool.WorkerCount, 10), await Blocking(() => pool.Map(_ => ledger.Count, Enumerable.Range(0, 10))));
        Assert.Equal(pool.WorkerCount, ledger.Count);
    }

    [Fact]
    public async Task Initializer_IsNotATask()
    {
        FileLedger ledger = Folder().Ledger();
        Pool outer = Open();

        await Blocking(() => outer.Pipe(() =>
        {
            using Pool inner = Pool.Threads(1, new PoolOptions { Initializer = () => ledger.Add($"{TaskContext.Current.IsInTask}") });
            return inner.Pipe(static () => 1);
        }));

        AssertItems(["False"], ledger.Entries);
    }

    [Fact]
    public async Task Initializer_Throws_OpeningAndVerbsFailWithIt()
    {
        Pool pool = Open(workers: 2, new PoolOptions { Initializer = static () => throw new TimeZoneNotFoundException("no zone") });

        Assert.Equal("no zone", (await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => pool.ReadyAsync().Soon())).Message);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Blocking(() => pool.Map(static x => x, [1])));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Background(() => pool.MapAsync(static x => x, [1])));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Background(() => pool.PipeAsync(static () => 1)));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Background(() => pool.RunOnAllAsync(static () => 1)));
        await pool.DisposeAsync().Soon();
    }

    [Fact]
    public async Task Initializer_NeverReturns_OpeningFailsAfterItsTimeout()
    {
        FileGate gate = Folder().Gate();
        Pool pool = Open(workers: 1, new PoolOptions { Initializer = () => gate.Pass(), OpenTimeout = s_short });
        if (Traits.RunsInline)
        {
            // It runs on the caller's thread, which nobody can take away.
            gate.Open();
            await AssertWorks(pool);
            return;
        }

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
        Assert.Contains("OpenTimeout", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PoolOpenException>(() => Blocking(() => pool.Map(static x => x, [1])));
        await pool.DisposeAsync().Soon();
        gate.Open();
    }

    [Fact]
    public async Task Initializer_ThrowsOnce_ARestartOpensThePool()
    {
        FileLedger ledger = Folder().Ledger();
        Pool pool = Open(workers: 1, new PoolOptions
        {
            Initializer = () =>
            {
                ledger.Add("tried");
                if (ledger.Count == 1)
                {
                    throw new TimeZoneNotFoundException("no zone");
                }
            },
        });
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => pool.ReadyAsync().Soon());

        await pool.RestartAsync(force: true).Soon();

        await AssertWorks(pool);
    }

    [Fact]
    public async Task LazyStart_UntilTheFirstUse_NoWorkerStarts()
    {
        FileLedger ledger = Folder().Ledger();
        Pool pool = Open(workers: 2, new PoolOptions { LazyStart = true, Initializer = () => ledger.Add("started") });
        Pool unused = Open(workers: 2, new PoolOptions { LazyStart = true, Initializer = () => ledger.Add("started") });

        await Task.Delay(TestTimeouts.Quiet);
        Assert.Equal(0, ledger.Count);
        await AssertWorks(pool);
        await unused.DisposeAsync().Soon();

        Assert.Equal(pool.WorkerCount, ledger.Count);
    }

    [Fact]
    public async Task ReadyAsync_Cancelled_StopsTheWaitingOnly()
    {
        FileGate gate = Folder().Gate();
        if (Traits.RunsInline)
        {
            gate.Open();
        }

        Pool pool = Open(workers: 1, new PoolOptions { Initializer = () => gate.Pass() });
        Exception? error = await Record.ExceptionAsync(() => pool.ReadyAsync(new CancellationToken(canceled: true)).Soon());
        Assert.Equal(!Traits.RunsInline, error is OperationCanceledException);
        gate.Open();

        await AssertWorks(pool);
    }
}
