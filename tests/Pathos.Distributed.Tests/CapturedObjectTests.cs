using System.Reflection.Emit;
using Microsoft.Extensions.Logging;

namespace Pathos.Distributed.Tests;

/// <summary>What functions capture besides data: objects that stay with the caller, values that travel once, and what cannot travel.</summary>
public sealed class CapturedObjectTests : IAsyncLifetime
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    private readonly Pool _pool = Pool.Processes(2);

    public Task InitializeAsync() => _pool.ReadyAsync();

    public async Task DisposeAsync() => await _pool.DisposeAsync();

    [Fact]
    public async Task Broadcast_LargeValue_IsSentOnceAWorker()
    {
        double[] values = [.. Enumerable.Range(0, 500_000).Select(static i => i * 0.5)];
        Broadcast<double[]> shared = _pool.Broadcast(values);

        // The same object on the same worker: what one task writes there, the next one sees.
        double[] marks = await _pool.MapAsync(x => Interlocked.Exchange(ref shared.Value[0], 1) + shared.Value[x], Enumerable.Range(1, 100));

        Assert.Equal(Enumerable.Range(1, 100).Select(static x => (x * 0.5) % 1), marks.Select(static mark => mark % 1));
        Assert.InRange(marks.Select(static (mark, i) => mark - ((i + 1) * 0.5)).Count(static firstSeen => firstSeen == 0), 1, 2);
        Assert.Equal(0, values[0]);
    }

    [Fact]
    public async Task Progress_Captured_TellsTheCallerInOrder()
    {
        var told = new List<int>();
        var all = new TaskCompletionSource();
        var progress = new Progress<int>(value =>
        {
            lock (told)
            {
                told.Add(value);
                if (told.Count == 50)
                {
                    all.SetResult();
                }
            }
        });

        await _pool.PipeAsync(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                ((IProgress<int>)progress).Report(i);
            }
        });
        await all.Task.WaitAsync(s_bound);

        // A Progress<T> posts to the thread pool here, in any order; what counts is that each report came, once.
        Assert.Equal(Enumerable.Range(0, 50), told.Order());
    }

    [Fact]
    public async Task Pipe_MulticastWhoseLastPartCapturesNothing_TakesWhatTheOthersCaptureAnew()
    {
        int captured = 0;
        Func<int, int> function = x =>
        {
            Seen.Value = captured;
            return x;
        };
        function += static x => Seen.Value + x;
        List<int> seen = [];

        for (captured = 1; captured <= 3; captured++)
        {
            seen.Add(await _pool.PipeAsync(function, 10));
        }

        Assert.Equal([11, 12, 13], seen);
    }

    [Fact]
    public async Task Map_DelegateThatVarianceLetsRunInAnotherForm_RunsInThatForm()
    {
        Func<object, string> function = static x => $"{x.GetType().Name} {x}";

        string[] texts = await _pool.MapAsync((Func<string, string>)function, ["a"]);
        object[] objects = await _pool.MapAsync((Func<object, object>)function, [1, "b"]);

        Assert.Equal(["String a"], texts);
        Assert.Equal(["Int32 1", "String b"], objects);
    }

    [Fact]
    public async Task Logger_Captured_WritesToTheCallersLogger()
    {
        var log = new RecordingLogger();
        ILogger logger = log;

        await _pool.PipeAsync(() => logger.Log(LogLevel.Warning, new EventId(7, "seven"), "answer 42", new InvalidOperationException("why"), static (text, _) => text));

        (LogLevel level, EventId id, string text, Exception? error) = Assert.Single(log.Entries);
        Assert.Equal((LogLevel.Warning, 7, "answer 42"), (level, id.Id, text));
        Assert.Equal("why", Assert.IsType<InvalidOperationException>(error).Message);
    }

    [Fact]
    public async Task CancellationToken_Captured_IsCancelledOnTheWorkerToo()
    {
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        Task<bool> waiting = _pool.PipeAsync(() => token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));

        await source.CancelAsync();

        Assert.True(await waiting.WaitAsync(s_bound));
    }

    [Fact]
    public async Task CancellationToken_CancelledBefore_IsCancelledThere()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        CancellationToken token = source.Token;

        Assert.True(await _pool.PipeAsync(() => token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30))).WaitAsync(s_bound));
    }

    [Fact]
    public async Task Explain_ObjectsThatPoolsCarry_AreShippableAndNotTakenApart()
    {
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        ILogger logger = new RecordingLogger();
        var progress = new Progress<int>();
        Broadcast<int[]> shared = _pool.Broadcast(new int[100_000]);
        Pool pool = _pool;
        Func<int> function = () =>
        {
            logger.LogInformation("workers: {Count}", pool.WorkerCount);
            ((IProgress<int>)progress).Report(1);
            return token.IsCancellationRequested ? 0 : shared.Value.Length;
        };

        ClosureReport report = Closure.Explain(function);

        Assert.True(report.IsShippable, report.ToString());
        Assert.Equal(["closure", "closure.logger", "closure.pool", "closure.progress", "closure.shared", "closure.token"], report.Entries.Select(static e => e.Path).Order(StringComparer.Ordinal));
        Assert.InRange(report.TotalBytes, 1, 2000);
        Assert.Equal(100_000, await _pool.PipeAsync(function).WaitAsync(s_bound));
    }

    [Fact]
    public async Task Console_OfTasks_ArrivesLineByLineBeforeTheResult()
    {
        var lines = new List<TaskOutput>();
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions
        {
            Output = line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            },
        });

        await pool.MapAsync(
            static x =>
            {
                Console.Write("half ");
                Console.WriteLine($"line {x}");
                Console.Error.Write("not ended");
                return x;
            },
            [5, 6]);

        Assert.Equal(["half line 5", "half line 6"], lines.Where(static line => !line.IsError).Select(static line => line.Text));
        Assert.Equal([0L, 1L], lines.Where(static line => !line.IsError).Select(static line => line.Index!.Value));
        Assert.All(lines, static line => Assert.Equal("worker-1", line.Worker));
    }

    [Fact]
    public async Task Output_HandlerThrows_TheCallGoesOn()
    {
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { Output = static _ => throw new InvalidOperationException("no") });

        Assert.Equal(3, await pool.PipeAsync(() =>
        {
            Console.WriteLine("x");
            return 3;
        }).WaitAsync(s_bound));
    }

    [Fact]
    public async Task Closure_HoldsAConnection_IsRefusedWithItsPathAndThePoolGoesOn()
    {
        using var client = new HttpClient();
        int sibling = 4;

        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => _pool.MapAsync(x => x + client.GetHashCode(), [1, 2]));

        Assert.Equal("closure.client", refusal.Path);
        Assert.NotEmpty(refusal.Advice);
        int[] sums = await _pool.MapAsync(x => x + sibling, [1, 2]);
        Assert.Equal<int>([5, 6], sums);
    }

    [Fact]
    public async Task Closure_HoldsAPoolWithAnInitializerThatHoldsAConnection_IsRefusedWithItsPath()
    {
        using var connection = new HttpClient();
        await using Pool inner = PoolOver(connection);

        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => _pool.PipeAsync(() => inner.WorkerCount).WaitAsync(s_bound));

        Assert.Equal("closure.inner.Options.Initializer.client", refusal.Path);

        static Pool PoolOver(HttpClient client) => Pool.Threads(1, new PoolOptions { Initializer = () => client.CancelPendingRequests() });
    }

    [Fact]
    public async Task Argument_OneCannotTravel_FailsAloneAndTheOthersHaveResults()
    {
        using var stream = new MemoryStream();
        object[] items = ["a", stream, "b", 3];

        List<Outcome<string>> outcomes = [];
        await foreach (Outcome<string> outcome in _pool.MapOutcomes(static item => item.ToString()!, items, new MapOptions { ChunkSize = 4 }))
        {
            outcomes.Add(outcome);
        }

        Assert.Equal<(int, string)>([(0, "a"), (2, "b"), (3, "3")], outcomes.Where(static o => o.IsSuccess).Select(static o => ((int)o.Index, o.Value)).Order());
        Outcome<string> failed = Assert.Single(outcomes, static o => !o.IsSuccess);
        Assert.Equal((1L, FailureKind.NotShippable), (failed.Index, failed.Failure!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Argument_CannotTravel_PathTellsItsPlaceInTheInput(int chunkSize)
    {
        using var stream = new MemoryStream();
        Dictionary<string, object>[] items = [.. Enumerable.Range(0, 10).Select(x => new Dictionary<string, object>(StringComparer.Ordinal) { ["value"] = x == 3 ? stream : x })];

        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() =>
            _pool.MapAsync(static item => item.Count, items, new MapOptions { ChunkSize = chunkSize }).WaitAsync(s_bound));
        NotShippableException single = await Assert.ThrowsAsync<NotShippableException>(() => _pool.PipeAsync(static item => item.Count, items[3]).WaitAsync(s_bound));

        Assert.Equal("argument[3][\"value\"]", refusal.Path);
        Assert.Contains("argument[3][\"value\"]", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("argument[\"value\"]", single.Path);
    }

    [Fact]
    public async Task Result_OneCannotTravel_FailsAloneAndTheOthersHaveResults()
    {
        List<Outcome<object>> outcomes = [];
        await foreach (Outcome<object> outcome in _pool.MapOutcomes(static x => x == 2 ? new Thread(static () => { }) : (object)x, Enumerable.Range(0, 5), new MapOptions { ChunkSize = 5 }))
        {
            outcomes.Add(outcome);
        }

        Outcome<object> failed = Assert.Single(outcomes, static o => !o.IsSuccess);
        Assert.Equal((2L, "result"), (failed.Index, Assert.IsType<NotShippableException>(failed.Error).Path));
        Assert.Equal<int>([0, 1, 3, 4], outcomes.Where(static o => o.IsSuccess).Select(static o => (int)o.Value).Order());
    }

    [Fact]
    public async Task Function_OfADynamicMethod_IsRefused()
    {
        var method = new DynamicMethod("square", typeof(int), [typeof(int)]);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ret);
        Func<int, int> function = method.CreateDelegate<Func<int, int>>();

        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => _pool.MapAsync(function, [1]));

        Assert.NotEmpty(refusal.Advice);
    }

    [Fact]
    public async Task Closures_MoreThanAWorkerKeeps_AllGiveTheirOwnResult()
    {
        Task<int>[] calls = [.. Enumerable.Range(0, 3000).Select(captured => _pool.PipeAsync(x => x + captured, 1))];

        Assert.Equal(Enumerable.Range(1, 3000), await Task.WhenAll(calls).WaitAsync(s_bound));
    }

    [Fact]
    public async Task Capture_ChangedBetweenCalls_TravelsAnew()
    {
        int factor = 2;
        Func<int, int> function = x => x * factor;

        Assert.Equal(10, await _pool.PipeAsync(function, 5));
        factor = 3;
        Assert.Equal(15, await _pool.PipeAsync(function, 5));
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<(LogLevel Level, EventId Id, string Text, Exception? Error)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((logLevel, eventId, formatter(state, exception), exception));
    }

    /// <summary>Of the worker's process.</summary>
    private static class Seen
    {
        public static int Value { get; set; }
    }
}
