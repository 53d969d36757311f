using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A hostile worker in a real pool: its items fail, nothing of it runs here, and other items go on.</summary>
public sealed class HostileAnswerTests
{
    /// <summary>One of each kind that runs something by itself.</summary>
    public static TheoryData<string> Samples() =>
    [
        "a set whose comparer counts what Process.Start starts", "a set whose comparer counts what File.Open opens", "a sorted set with a comparer of the program",
        "a set of objects, one of which is such a key", "a finaliser", "a static constructor", "a delegate",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Results_AreGadgetsWhereNumbersWereAsked_NothingRunsAndOthersGoOn(string gadget)
    {
        using var trap = new Trap();
        Payload payload = Build(trap, gadget, typeof(HostileAnswerTests));
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) => HostileScript.Succeed(worker, batch, count, payload),
        };
        await using var pool = new HostilePool(script);

        List<Outcome<int>> outcomes = await pool.MapAsync(static x => x);

        Assert.Contains(outcomes, static outcome => outcome.IsSuccess && outcome.Value == outcome.Index + 1);
        trap.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Results_AreGadgetsWhereObjectsWereAsked_ThoseItemsFail(string gadget)
    {
        using var trap = new Trap();
        Payload payload = Build(trap, gadget, typeof(HostileScript));
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) => HostileScript.Succeed(worker, batch, count, payload),
        };
        await using var pool = new HostilePool(script);

        List<Outcome<object>> outcomes = await pool.MapAsync<object>(static x => x);

        Assert.All(outcomes.Where(static outcome => !outcome.IsSuccess), static outcome => Assert.Equal(FailureKind.NotShippable, outcome.Failure));
        Assert.Contains(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Contains(outcomes, static outcome => outcome.IsSuccess);
        trap.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Exceptions_HoldGadgets_ArriveWithoutThem(string gadget)
    {
        using var trap = new Trap();
        Payload payload = BuildException(trap, gadget, typeof(HostilePool));
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) => HostileScript.Fail(worker, batch, count, payload),
        };
        await using var pool = new HostilePool(script);

        List<Outcome<int>> outcomes = await pool.MapAsync(static x => x);

        Assert.All(outcomes.Where(static outcome => !outcome.IsSuccess), static outcome => Assert.Null(Assert.IsType<ArgumentException>(outcome.Error).Data["gadget"]));
        Assert.Contains(outcomes, static outcome => !outcome.IsSuccess);
        trap.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Refusals_HoldGadgets_NothingRuns(string gadget)
    {
        using var trap = new Trap();
        Payload payload = BuildException(trap, gadget, typeof(HostileWorker));
        var script = new HostileScript
        {
            OnBatch = (worker, batch, _) => worker.Send(MessageKind.BatchRefused, batch, new BatchRefused(WantsFreshWorker: false, LacksFunction: false), payload),
        };
        await using var pool = new HostilePool(script);

        List<Outcome<int>> outcomes = await pool.MapAsync(static x => x);

        Assert.Contains(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Contains(outcomes, static outcome => outcome.IsSuccess);
        trap.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task SetupFailures_HoldGadgets_NothingRuns(string gadget)
    {
        using var trap = new Trap();
        Payload payload = BuildException(trap, gadget, typeof(Trap));
        var script = new HostileScript
        {
            OnWelcome = worker => worker.Send(MessageKind.SetupFailed, 0, NoFields.Instance, payload),
        };
        await using var pool = new HostilePool(script);

        _ = await Record.ExceptionAsync(() => pool.Pool.MapAsync(static x => x, [1, 2, 3]).Soon());

        await script.Ended.Task.Soon();
        trap.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Reports_AreGadgets_NothingRunsAndNothingIsTold(string gadget)
    {
        using var trap = new Trap();
        List<object> told = [];
        IProgress<object> progress = new Listener(told);
        Payload payload = BuildObject(trap, gadget, typeof(Bait));
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) =>
            {
                worker.Send(MessageKind.Callback, batch, new Callback(1), payload);
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using var pool = new HostilePool(script);

        await pool.MapAsync(x =>
        {
            progress.Report(x);
            return x;
        });

        Assert.All(told, static value => Assert.IsType<int>(value));
        trap.AssertUntouched();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task Callbacks_ToWhatAnotherFunctionCaptured_TellNobodyAndEndTheWorker(int target)
    {
        using var trap = new Trap();
        List<object> told = [];
        IProgress<object> progress = new Listener(told);
        var counting = new CountingLogger();
        ILogger logger = counting;
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) =>
            {
                // Whichever of them is told, and whichever ends the worker: neither was sent to it.
                worker.Send(target % 2 == 0 ? MessageKind.LogEntry : MessageKind.Callback, batch, target % 2 == 0 ? new LogEntry(target, Entry()) : new Callback(target), target % 2 == 0 ? default : Written("told"));
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using var pool = new HostilePool(script, workers: 1);

        // Before the hostile worker comes, the honest one is sent both objects. The map's function has captured neither.
        await pool.Pool.MapAsync(
            x =>
            {
                progress.Report(x);
                logger.LogError("said");
                return x;
            },
            [1]).Soon();
        Assert.Equal((1, 1), (told.Count, counting.Entries));
        await pool.Pool.ResizeAsync(2);
        List<Outcome<int>> outcomes = await pool.MapAsync(static x => x);

        await script.Ended.Task.Soon();
        Assert.Equal((1, 1), (told.Count, counting.Entries));
        Assert.All(outcomes, static outcome => Assert.True(outcome.IsSuccess));
        trap.AssertUntouched();
    }

    private static byte[] Entry() => new RemoteLogEntry(LogLevel.Error, default, RemoteLogState.Of(null, "told"), []).ToBytes();

    private static Payload Build(Trap trap, string gadget, Type number) => GadgetTests.Build(trap, () => Gadgets.All[gadget].Write<object>(static value => value, number));

    private static Payload BuildObject(Trap trap, string gadget, Type number) => GadgetTests.Build(trap, () => Gadgets.All[gadget].WriteGraph(number));

    private static Payload BuildException(Trap trap, string gadget, Type number) =>
        GadgetTests.Build(trap, () => Gadgets.All[gadget].WriteException(static value => new ArgumentException("with data") { Data = { ["gadget"] = value } }, number));

    private static Payload Written(object value)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        ObjectGraph.Write(writer, value, "report");
        return writer.Finish();
    }

    private sealed class Listener(List<object> told) : IProgress<object>
    {
        public void Report(object value)
        {
            lock (told)
            {
                told.Add(value);
            }
        }
    }

    private sealed class CountingLogger : ILogger
    {
        public int Entries { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Entries++;
    }
}
