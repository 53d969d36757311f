using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    public static TheoryData<string> WaysToRun => ["plain", "measured", "timed", "async", "overlapping"];

    [Theory]
    [MemberData(nameof(WaysToRun))]
    public async Task AsyncLocals_SetByATask_ReachNeitherOtherTasksNorTheCaller(string way)
    {
        Pool pool = Open(workers: 1);
        AsyncLocal<string?> ambient = s_ambient;
        await Blocking(() =>
        {
            Run(pool, way, static x =>
            {
                string? seen = s_ambient.Value;
                s_ambient.Value = $"of item {x}";
                return seen;
            });
            Assert.Null(ambient.Value);
            Run(pool, way, static _ => s_ambient.Value);
            Assert.Null(pool.Pipe(static () => s_ambient.Value));
        });

        static void Run(Pool pool, string way, Func<int, string?> function) => Assert.All(Map(pool, way, function), Assert.Null);
    }

    [Theory]
    [MemberData(nameof(WaysToRun))]
    public async Task Thread_ChangedByATask_IsAsBeforeForTheNext(string way)
    {
        Pool pool = Open(workers: 1);

        string[] seen = await Blocking(() =>
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            string[] all = Map(pool, way, static _ =>
            {
                string found = $"{SynchronizationContext.Current is null} {Thread.CurrentThread.Priority} {Thread.CurrentPrincipal?.Identity?.Name} {ExecutionContext.IsFlowSuppressed()}";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
                Thread.CurrentPrincipal = new System.Security.Principal.GenericPrincipal(new System.Security.Principal.GenericIdentity("item"), null);
                if (!ExecutionContext.IsFlowSuppressed())
                {
                    ExecutionContext.SuppressFlow();
                }

                return found;
            });
            Assert.Same(before, SynchronizationContext.Current);
            Assert.Equal((ThreadPriority.Normal, (string?)null, false), (Thread.CurrentThread.Priority, Thread.CurrentPrincipal?.Identity?.Name, ExecutionContext.IsFlowSuppressed()));
            return all;
        });

        Assert.All(seen, static text => Assert.Equal("True Normal  False", text));
    }

    [Fact]
    public async Task AsyncLocals_SetByTheInitializer_DoNotReachTasks()
    {
        Pool pool = Open(workers: 1, new PoolOptions { Initializer = static () => s_ambient.Value = "of the initializer" });
        await pool.ReadyAsync().Soon();

        AssertItems([null, null], await Blocking(() => pool.Map(static _ => s_ambient.Value, [1, 2])));
    }

    [Fact]
    public async Task RetryPolicy_OfACall_DoesNotSeeWhatTheTaskLeft()
    {
        Pool pool = Open(workers: 1);
        var seen = new List<string>();
        var retry = new RetryPolicy
        {
            ExceptionRetries = 1,
            ShouldRetry = _ =>
            {
                seen.Add($"{s_ambient.Value}{TaskContext.Current.IsInTask}");
                return true;
            },
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map<int, int>(
            static _ =>
            {
                s_ambient.Value = "of the task";
                throw new InvalidOperationException("no");
            },
            [1],
            new MapOptions { Retry = retry })));

        Assert.NotEmpty(seen);
        Assert.All(seen, static text => Assert.Equal("False", text));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("measured")]
    [InlineData("async")]
    [InlineData("overlapping")]
    public async Task LateWork_OfATask_KeepsItsContext(string way)
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        Func<int, int> function = x =>
        {
            if (x == 0)
            {
                CancellationToken token = TaskContext.Current.CancellationToken;
                _ = Task.Run(async () =>
                {
                    await gate.PassAsync();
                    TaskContext now = TaskContext.Current;
                    ledger.Add($"{now.Index} {now.Attempt} {now.IsInTask} {now.CancellationToken == token} {token.IsCancellationRequested}");
                });
            }

            if (x == 79)
            {
                gate.Open();
            }

            return x;
        };

        await Blocking(() => Map(pool, way, function, count: 80));
        await ledger.ReachesAsync(1);

        AssertItems(["0 1 True True False"], ledger.Entries);
    }

    [Fact]
    public async Task LateWork_OfATask_IsNotCancelledWithTheNextTask()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();

        Outcome<int>[] outcomes = [.. await pool.MapOutcomes(
            x =>
            {
                CancellationToken token = TaskContext.Current.CancellationToken;
                if (x == 0)
                {
                    _ = Task.Run(async () =>
                    {
                        await gate.PassAsync();
                        ledger.Add($"{token.IsCancellationRequested}");
                    });
                }
                else
                {
                    token.WaitHandle.WaitOne(TestTimeouts.Unexpected);
                    gate.Open();
                }

                return x;
            },
            [0, 1],
            new MapOptions { ItemTimeout = TimeSpan.FromMilliseconds(300), CancelGrace = TestTimeouts.Unexpected, ChunkSize = 2 }).Collected()];
        await ledger.ReachesAsync(1);

        Assert.Equal([true, false], outcomes.OrderBy(static o => o.Index).Select(static o => o.IsSuccess));
        AssertItems(["False"], ledger.Entries);
    }

    [Fact]
    public async Task TinyFunctions_ThatCallNothing_GiveTheirResults()
    {
        Pool pool = Open();
        int k = 3;
        int[] inputs = [.. Enumerable.Range(0, 20_000)];

        AssertItems(inputs.Select(x => (x * x) + k), await Blocking(() => pool.Map(x => (x * x) + k, inputs)));
        DivideByZeroException error = await Assert.ThrowsAsync<DivideByZeroException>(() => Blocking(() => pool.Map(static x => 1 / x, [1, 0, 2])));

        Assert.Equal(1L, error.Data["Pathos.Index"]);
    }

    /// <summary>Maps over numbers in one batch, in one of the ways in which a batch may run.</summary>
    private static R[] Map<R>(Pool pool, string way, Func<int, R> function, int count = 5)
    {
        var options = new MapOptions { ChunkSize = count, ConcurrencyPerWorker = way == "overlapping" ? 3 : 1, ItemTimeout = way == "timed" ? TestTimeouts.Unexpected : null };
        IEnumerable<int> inputs = Enumerable.Range(0, count);
        return way switch
        {
            // Not async by keyword: what it changes before it returns is changed on the thread that calls it.
            "async" or "overlapping" => pool.Map(x => Task.FromResult(function(x)), inputs, options),
            "measured" => [.. pool.MapOutcomes(function, inputs, options).Collected().Soon().GetAwaiter().GetResult().OrderBy(static o => o.Index).Select(static o => o.Value)],
            _ => pool.Map(function, inputs, options),
        };
    }
}
