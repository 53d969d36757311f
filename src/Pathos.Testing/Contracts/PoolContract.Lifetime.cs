using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    /// <summary>What a pool was brought to before a call of the lifetime table.</summary>
    public enum PoolLife
    {
        Open,
        Closed,
        Terminated,
        Disposed,
    }

    /// <summary>The rows of the lifetime table.</summary>
    public enum LifeCall
    {
        Map,
        MapAsync,
        MapInOrder,
        MapAsCompleted,
        MapOutcomes,
        Pipe,
        PipeAsync,
        RunOnAllAsync,
        ReadyAsync,
        Close,
        JoinAsync,
        Terminate,
        RestartAsync,
        RestartByForce,
        ResizeAsync,
        DisposeAsync,
    }

    public static TheoryData<LifeCall, PoolLife> LifetimeTable
    {
        get
        {
            var cells = new TheoryData<LifeCall, PoolLife>();
            foreach (LifeCall call in Enum.GetValues<LifeCall>())
            {
                foreach (PoolLife life in Enum.GetValues<PoolLife>())
                {
                    cells.Add(call, life);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(LifetimeTable))]
    public async Task Lifetime_CallInAState_DoesAsTheTableSays(LifeCall call, PoolLife life)
    {
        Pool pool = Open();
        await pool.ReadyAsync().Soon();
        await BringTo(pool, life);
        bool isOpen = life == PoolLife.Open;
        bool wasEnded = life is PoolLife.Terminated or PoolLife.Disposed;
        int workers = pool.WorkerCount;
        Assert.Equal(wasEnded, workers == 0);

        Exception? error = await Record.ExceptionAsync(() => Make(pool, call)).Soon();

        switch (call)
        {
            case LifeCall.Close or LifeCall.Terminate or LifeCall.DisposeAsync:
                Assert.Null(error);
                await AssertClosed(pool);
                Assert.Equal(call != LifeCall.Close || wasEnded, pool.WorkerCount == 0);
                break;
            case LifeCall.JoinAsync when isOpen:
            case LifeCall.RestartAsync when isOpen:
                Assert.IsType<InvalidOperationException>(error);
                await AssertWorks(pool);
                break;
            case LifeCall.JoinAsync:
                Assert.Null(error);
                await AssertClosed(pool);
                Assert.Equal(0, pool.WorkerCount);
                break;
            case LifeCall.RestartAsync or LifeCall.RestartByForce:
                Assert.Null(error);
                await AssertWorks(pool);
                break;
            case LifeCall.ResizeAsync when isOpen && !Traits.CanResize:
                Assert.IsType<NotSupportedException>(error);
                await AssertWorks(pool);
                break;
            default:
                if (isOpen)
                {
                    Assert.Null(error);
                    await AssertWorks(pool);
                }
                else
                {
                    Assert.Equal(pool.Name, Assert.IsType<PoolClosedException>(error).Pool);
                    await AssertClosed(pool);
                }

                break;
        }
    }

    [Fact]
    public async Task Close_WorkIsRunning_ItGoesOnAndJoinWaitsForIt()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        Task<int[]> call = Background(() => pool.MapAsync(x =>
        {
            gate.Pass();
            return x;
        }, Enumerable.Range(0, 10)));
        await gate.EnteredAsync();

        pool.Close();
        Task join = Background(() => pool.JoinAsync());
        await StaysPending(join);
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 10), await call);
        await join;
        Assert.Equal(0, pool.WorkerCount);
    }

    [Fact]
    public async Task JoinAsync_Cancelled_StopsTheWaitingOnly()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        Task<int> call = Background(() => pool.PipeAsync(() =>
        {
            gate.Pass();
            return 3;
        }));
        await gate.EnteredAsync();
        pool.Close();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.JoinAsync(new CancellationToken(canceled: true)).Soon());
        gate.Open();

        Assert.Equal(3, await call);
    }

    [Theory]
    [InlineData("Map")]
    [InlineData("MapAsync")]
    [InlineData("PipeAsync")]
    [InlineData("MapInOrder")]
    [InlineData("RunOnAllAsync")]
    public async Task Terminate_WorkIsRunning_ItFailsAsPoolClosed(string verb)
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        Func<int, int> function = x =>
        {
            gate.Pass(TaskContext.Current.CancellationToken);
            return x;
        };
        Task call = verb switch
        {
            "Map" => Blocking(() => pool.Map(function, [1, 2, 3])),
            "MapAsync" => Background(() => pool.MapAsync(function, [1, 2, 3])),
            "PipeAsync" => Background(() => pool.PipeAsync(function, 1)),
            "RunOnAllAsync" => Background(() => pool.RunOnAllAsync(() =>
            {
                gate.Pass(TaskContext.Current.CancellationToken);
                return 1;
            })),
            _ => pool.MapInOrder(function, Endless(0, 1)).Collected(),
        };
        await gate.EnteredAsync();

        await Blocking(pool.Terminate);

        await Assert.ThrowsAsync<PoolClosedException>(() => call);
        Assert.Equal(0, pool.WorkerCount);
        await pool.RestartAsync().Soon();
        await AssertWorks(pool);
    }

    [Fact]
    public async Task RestartAsync_StreamIsPaused_DoesNotWaitForItsConsumer()
    {
        Pool pool = Open();
        await using IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, Endless(0, 1)).GetAsyncEnumerator();
        Assert.Equal(0, await Next(results));

        await pool.RestartAsync(force: true).Soon();

        await AssertWorks(pool);
        await Assert.ThrowsAsync<PoolClosedException>(() => Background(async () =>
        {
            while (await results.MoveNextAsync())
            {
            }
        }));
    }

    [Fact]
    public async Task Stream_StartedAfterARestart_RunsOnTheNewWorkers()
    {
        Pool pool = Open();
        IAsyncEnumerable<int> stream = pool.MapInOrder(static x => x + 1, [1, 2]);
        await using IAsyncEnumerator<int> enumerator = stream.GetAsyncEnumerator();

        await pool.RestartAsync(force: true).Soon();

        AssertItems([2, 3], await stream.Collected());
        Assert.Equal(2, await Next(enumerator));
    }

    [Fact]
    public async Task RestartAsync_TwoAtATime_LeaveOneSetOfWorkers()
    {
        Pool pool = Open();
        pool.Close();

        await Task.WhenAll(Background(() => pool.RestartAsync()), Background(() => pool.RestartAsync())).ContinueWith(
            static both => Assert.All(both.Exception?.InnerExceptions ?? [], static error => Assert.IsType<InvalidOperationException>(error)), TaskScheduler.Default).Soon();

        await AssertWorks(pool);
    }

    [Fact]
    public async Task DisposeAsync_WorkEndsWithinTheDrainTimeout_IsNotLost()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        Task<int[]> call = Background(() => pool.MapAsync(x =>
        {
            gate.Pass();
            return x;
        }, Enumerable.Range(0, 5)));
        await gate.EnteredAsync();

        Task dispose = Background(() => pool.DisposeAsync().AsTask());
        await StaysPending(dispose);
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 5), await call);
        await dispose;
    }

    [Fact]
    public async Task DisposeAsync_WorkOutlastsTheDrainTimeout_IsTerminated()
    {
        Pool pool = Open(options: new PoolOptions { DrainTimeout = s_short });
        FileGate gate = Folder().Gate();
        Task<int> obedient = Background(() => pool.PipeAsync(() =>
        {
            gate.Pass(TaskContext.Current.CancellationToken);
            return 1;
        }));
        await gate.EnteredAsync();

        await pool.DisposeAsync().Soon();

        await Assert.ThrowsAsync<PoolClosedException>(() => obedient);
    }

    [Fact]
    public async Task DisposeAsync_TaskIgnoresEverything_StillEnds()
    {
        Pool pool = Open(options: new PoolOptions { DrainTimeout = s_short });
        FileGate gate = Folder().Gate();
        Task call = Background(() => pool.PipeAsync(() => gate.Pass(), new MapOptions { CancelGrace = TimeSpan.FromDays(1) }));
        await gate.EnteredAsync();

        await pool.DisposeAsync().Soon();
        gate.Open();

        await Assert.ThrowsAsync<PoolClosedException>(() => call);
    }

    [Fact]
    public async Task DisposeAsync_CallWasCancelledAndItsTaskIgnoresThat_StillEnds()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();
        Task call = Background(() => pool.PipeAsync(() => gate.Pass(), new MapOptions { CancelGrace = s_short }, cancel.Token));
        await gate.EnteredAsync();
        await cancel.CancelAsync();
        if (Traits.RunsInline)
        {
            gate.Open();
        }

        await pool.DisposeAsync().Soon();
        gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Dispose_InsideATaskOfThePool_StillEnds()
    {
        if (Traits.CopiesValues)
        {
            // The pool that a task captures is another one there; disposing that leaves this one as it is.
            Pool copied = Open();
            await Blocking(() => copied.Pipe(() => copied.Dispose()));
            await AssertWorks(copied);
            return;
        }

        Pool pool = Open(options: new PoolOptions { DrainTimeout = s_short });

        await Assert.ThrowsAsync<PoolClosedException>(() => Background(() => pool.PipeAsync(() => pool.Dispose())));

        await AssertClosed(pool);
    }

    [Fact]
    public async Task ZeroWorkers_AnyVerb_SaysThatItWouldNeverEnd()
    {
        Pool pool = Open(workers: 0);
        if (Traits.RunsInline)
        {
            // The caller's thread is always there.
            await AssertWorks(pool);
            return;
        }

        Assert.Equal(0, pool.WorkerCount);
        await pool.ReadyAsync().Soon();

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => { pool.Map(static x => x, [1]); });
        Assert.Contains("no workers", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => { _ = pool.PipeAsync(static () => 1); });
        Assert.Empty(await pool.RunOnAllAsync(static () => 1).Soon());
        if (Traits.CanResize)
        {
            await pool.ResizeAsync(1).Soon();
            await AssertWorks(pool);
        }
    }

    [Fact]
    public void Names_OfThePool_AreTold()
    {
        Pool pool = Open(options: new PoolOptions { Name = "shop" });

        Assert.Equal("shop", pool.Name);
        Assert.Contains("shop", pool.ToString(), StringComparison.Ordinal);
        Assert.True(pool.IsOpen);
        pool.Close();
        Assert.False(pool.IsOpen);
    }

    [Fact]
    public async Task PoolRegistry_OneName_OnePoolWhileItIsOpen()
    {
        string name = $"contract {Guid.NewGuid():N}";
        int opened = 0;

        Pool first = PoolRegistry.GetOrOpen(name, OpenCounted);
        Assert.Same(first, PoolRegistry.GetOrOpen(name, OpenCounted));
        Assert.Contains(name, PoolRegistry.GetNames());
        AssertItems([1], await Blocking(() => first.Map(static x => x, [1])));
        await first.DisposeAsync().Soon();
        Assert.DoesNotContain(name, PoolRegistry.GetNames());
        Pool second = PoolRegistry.GetOrOpen(name, OpenCounted);

        Assert.NotSame(first, second);
        Assert.Equal(2, opened);
        Assert.Same(second, PoolRegistry.Remove(name));
        Assert.Null(PoolRegistry.Remove(name));
        await AssertWorks(second);

        Pool OpenCounted()
        {
            opened++;
            return Open();
        }
    }

    private static async Task BringTo(Pool pool, PoolLife life)
    {
        switch (life)
        {
            case PoolLife.Closed:
                pool.Close();
                break;
            case PoolLife.Terminated:
                await Blocking(pool.Terminate);
                break;
            case PoolLife.Disposed:
                await pool.DisposeAsync().Soon();
                break;
        }
    }

    private static Task Make(Pool pool, LifeCall call) => call switch
    {
        LifeCall.Map => Blocking(() => pool.Map(static x => x, [1])),
        LifeCall.MapAsync => Background(() => pool.MapAsync(static x => x, [1])),
        LifeCall.MapInOrder => Task.Run(() => pool.MapInOrder(static x => x, [1]).Collected()),
        LifeCall.MapAsCompleted => Task.Run(() => pool.MapAsCompleted(static x => x, [1]).Collected()),
        LifeCall.MapOutcomes => Task.Run(() => pool.MapOutcomes(static x => x, [1]).Collected()),
        LifeCall.Pipe => Blocking(() => pool.Pipe(static () => 1)),
        LifeCall.PipeAsync => Background(() => pool.PipeAsync(static () => 1)),
        LifeCall.RunOnAllAsync => Background(() => pool.RunOnAllAsync(static () => 1)),
        LifeCall.ReadyAsync => Background(() => pool.ReadyAsync()),
        LifeCall.Close => Blocking(pool.Close),
        LifeCall.JoinAsync => Background(() => pool.JoinAsync()),
        LifeCall.Terminate => Blocking(pool.Terminate),
        LifeCall.RestartAsync => Background(() => pool.RestartAsync()),
        LifeCall.RestartByForce => Background(() => pool.RestartAsync(force: true)),
        LifeCall.ResizeAsync => Background(() => pool.ResizeAsync(3)),
        _ => Background(() => pool.DisposeAsync().AsTask()),
    };

    private static async Task AssertClosed(Pool pool)
    {
        Assert.False(pool.IsOpen);
        await Assert.ThrowsAsync<PoolClosedException>(() => Blocking(() => pool.Map(static x => x, [1])));
    }
}
