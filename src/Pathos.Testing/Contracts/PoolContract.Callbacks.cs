using Microsoft.Extensions.Logging;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task CapturedProgress_OfAnOwnType_HearsAllBeforeTheResult()
    {
        Pool pool = Open();
        var own = new HeardProgress<int>();
        IProgress<int> progress = own;

        for (int round = 0; round < 20; round++)
        {
            await Blocking(() => pool.Map(
                x =>
                {
                    progress.Report(2 * x);
                    progress.Report((2 * x) + 1);
                    return x;
                },
                Enumerable.Range(0, 21),
                new MapOptions { ChunkSize = 4 }));
            Assert.Equal(42 * (round + 1), own.All.Count);
        }

        Assert.Equal(Enumerable.Range(0, 42), own.All.TakeLast(42).Order());
    }

    [Fact]
    public async Task CapturedProgress_OfOneTask_HearsItInOrder()
    {
        Pool pool = Open();
        var own = new HeardProgress<string?>();
        IProgress<string?> progress = own;

        await Blocking(() => pool.Pipe(() =>
        {
            progress.Report("a");
            progress.Report(null);
            progress.Report("b");
        }));

        AssertItems(["a", null, "b"], own.All);
    }

    [Fact]
    public async Task CapturedProgress_HandlerIsSlow_OnlyItsOwnBatchWaits()
    {
        Pool pool = Open(workers: 1);
        using var goOn = new ManualResetEventSlim();
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IProgress<int> progress = new HeardProgress<int>(_ =>
        {
            inside.TrySetResult();
            goOn.Wait(TestTimeouts.Unexpected);
        });

        Task<int> call = Background(() => pool.PipeAsync(x =>
        {
            progress.Report(x);
            return x;
        }, 5));
        await inside.Task.Soon();
        await StaysPending(call);
        if (Traits.CopiesValues)
        {
            // The worker has ended its task, and takes the next one.
            Assert.Equal(7, await pool.PipeAsync(static x => x + 1, 6).Soon());
            Assert.False(call.IsCompleted);
        }

        goOn.Set();
        Assert.Equal(5, await call);
    }

    [Fact]
    public async Task CapturedProgress_HandlerUsesThePool_IsAnOrdinaryCall()
    {
        Pool pool = Open(workers: 1);
        var inner = new HeardProgress<int>();
        IProgress<int> told = inner;
        var outer = new HeardProgress<int>(x => AssertItems([x + 1, x + 2], pool.Map(
            y =>
            {
                told.Report(y);
                return y + x;
            },
            [1, 2])));
        IProgress<int> progress = outer;

        AssertItems([10, 20], await Blocking(() => pool.Map(
            x =>
            {
                progress.Report(x);
                return x;
            },
            [10, 20],
            new MapOptions { ChunkSize = 2 })));

        AssertItems([10, 20], outer.All);
        AssertItems([1, 2, 1, 2], inner.All);
    }

    [Fact]
    public async Task CapturedProgress_HandlerThrows_IsHeardWhereItRuns()
    {
        Pool pool = Open(workers: 1);
        IProgress<int> progress = new HeardProgress<int>(static _ => throw new NotFiniteNumberException("of the handler"));

        Task<int> call = Background(() => pool.PipeAsync(x =>
        {
            progress.Report(x);
            return x;
        }, 5));

        if (Traits.CopiesValues)
        {
            Assert.Equal(5, await call);
        }
        else
        {
            await Assert.ThrowsAsync<NotFiniteNumberException>(() => call);
        }

        await AssertWorks(pool);
    }

    [Fact]
    public async Task CapturedProgress_InAVariableOfItsOwnClass_IsRefusedWhereACopyWouldBeTold()
    {
        Pool pool = Open(workers: 1);
        var progress = new HeardProgress<int>();
        HeardProgress<int>[] several = [progress];

        Func<int> alone = () =>
        {
            progress.Report(1);
            return 1;
        };
        Func<int> inAnArray = () =>
        {
            several[0].Report(1);
            return 1;
        };
        Action<int> method = progress.Report;
        if (!Traits.CopiesValues)
        {
            Assert.Equal(2, await Blocking(() => pool.Pipe(alone) + pool.Pipe(inAnArray)));
            await Blocking(() => pool.Pipe(method, 1));
            AssertItems([1, 1, 1], progress.All);
            return;
        }

        await Refused(() => pool.PipeAsync(alone), "closure.progress");
        await Refused(() => pool.PipeAsync(inAnArray), "closure.several[0]");
        await Refused(() => pool.PipeAsync(method, 1), "closure");
        await Refused(() => pool.PipeAsync(static p => p.All.Count, progress), "argument");
        Assert.Empty(progress.All);
        await AssertWorks(pool);

        static async Task Refused(Func<Task> call, string path)
        {
            NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => call().Soon());
            Assert.Equal(path, refusal.Path);
            Assert.Contains("IProgress<", refusal.Advice, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CapturedThis_OfAClassThatIsAProgress_TravelsAsTheDataThatItIs()
    {
        Pool pool = Open(workers: 1);

        AssertItems([3, 6], await new Multiplier(3).Run(pool));
    }

    [Fact]
    public async Task CapturedLogger_OfATask_HearsAllThatWasLogged()
    {
        Pool pool = Open(workers: 1);
        var log = new HeardLog(LogLevel.Information);
        ILogger logger = log;
        var id = Guid.NewGuid();

        bool[] enabled = await Blocking(() => pool.Pipe(() =>
        {
            using (logger.BeginScope("outer {Number}", 1))
            using (logger.BeginScope(new Dictionary<string, object> { ["inner"] = DayOfWeek.Friday }))
            {
                logger.LogWarning(new EventId(7, "seven"), new InvalidOperationException("why"), "item {Item} of {Name} {Id} {Day} {Parts}", 42, "x", id, DayOfWeek.Monday, new[] { 1, 2 });
            }

            logger.LogDebug("not wanted");
            logger.LogInformation("text {Uri}", new Uri("http://a/b"));
            return new[] { logger.IsEnabled(LogLevel.Debug), logger.IsEnabled(LogLevel.Information), logger.IsEnabled(LogLevel.None) };
        }));

        AssertItems([false, true, false], enabled);
        Assert.Equal(2, log.All.Count);
        HeardEntry first = log.All[0];
        Assert.Equal((LogLevel.Warning, 7, "seven", "why"), (first.Level, first.Event.Id, first.Event.Name, Assert.IsType<InvalidOperationException>(first.Error).Message));
        Assert.StartsWith($"item 42 of x {id} Monday", first.Text, StringComparison.Ordinal);
        Assert.Equal(["Item", "Name", "Id", "Day", "Parts", "{OriginalFormat}"], first.Values.Select(static pair => pair.Key));
        Assert.Equal([42, "x", id, DayOfWeek.Monday, new[] { 1, 2 }, "item {Item} of {Name} {Id} {Day} {Parts}"], first.Values.Select(static pair => pair.Value));
        Assert.Equal(["Number=1", "{OriginalFormat}=outer {Number}", "inner=Friday"], first.Scopes);
        HeardEntry second = log.All[1];
        Assert.Equal("text http://a/b", second.Text);
        Assert.Equal("http://a/b", second.Values[0].Value?.ToString());
        Assert.Empty(second.Scopes);
        Assert.Null(second.Error);
    }

    [Fact]
    public async Task CapturedLogger_ScopeLeftOpenByATask_IsNotThatOfTheNext()
    {
        Pool pool = Open(workers: 1);
        var log = new HeardLog(LogLevel.Trace);
        ILogger<Multiplier> logger = log;

        await Blocking(() => pool.Map(
            x =>
            {
                logger.LogTrace("before {X}", x);
                logger.BeginScope("left {X}", x);
                return x;
            },
            [1, 2, 3],
            new MapOptions { ChunkSize = 3 }));

        Assert.Equal(["before 1", "before 2", "before 3"], log.All.Select(static entry => entry.Text));
        Assert.All(log.All, static entry => Assert.Empty(entry.Scopes));
    }

    [Fact]
    public async Task CapturedLogger_LevelsChangeBetweenCalls_AreThoseOfEachCall()
    {
        Pool pool = Open(workers: 1);
        var log = new HeardLog(LogLevel.Error);
        ILogger logger = log;
        Func<bool> wantsDebug = () => logger.IsEnabled(LogLevel.Debug);

        bool before = await pool.PipeAsync(wantsDebug).Soon();
        log.Least = LogLevel.Debug;
        bool after = await pool.PipeAsync(wantsDebug).Soon();

        Assert.Equal((false, true), (before, after));
    }

    private sealed class HeardProgress<T>(Action<T>? also = null) : IProgress<T>
    {
        private readonly Lock _gate = new();
        private readonly List<T> _all = [];

        public IReadOnlyList<T> All
        {
            get
            {
                lock (_gate)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(T value)
        {
            lock (_gate)
            {
                _all.Add(value);
            }

            also?.Invoke(value);
        }
    }

    private sealed class Multiplier(int factor) : IProgress<int>
    {
        public Task<int[]> Run(Pool pool) => Blocking(() => pool.Map(x => x * factor, [1, 2]));

        public void Report(int value) => throw new InvalidOperationException("Only its data is used.");
    }

    private sealed record HeardEntry(
        LogLevel Level, EventId Event, string Text, Exception? Error, IReadOnlyList<KeyValuePair<string, object?>> Values, IReadOnlyList<string> Scopes);

    private sealed class HeardLog(LogLevel least) : ILogger<Multiplier>
    {
        private readonly LoggerExternalScopeProvider _scopes = new();
        private readonly Lock _gate = new();
        private readonly List<HeardEntry> _all = [];

        public LogLevel Least { get; set; } = least;

        public IReadOnlyList<HeardEntry> All
        {
            get
            {
                lock (_gate)
                {
                    return [.. _all];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var scopes = new List<string>();
            _scopes.ForEachScope(
                static (scope, list) => list.AddRange(scope is IEnumerable<KeyValuePair<string, object?>> pairs
                    ? pairs.Select(static pair => $"{pair.Key}={pair.Value}")
                    : scope is IEnumerable<KeyValuePair<string, object>> plain ? plain.Select(static pair => $"{pair.Key}={pair.Value}") : [$"{scope}"]),
                scopes);
            var values = (state as IReadOnlyList<KeyValuePair<string, object?>>) ?? [];
            lock (_gate)
            {
                _all.Add(new HeardEntry(logLevel, eventId, formatter(state, exception), exception, values, scopes));
            }
        }
    }
}
