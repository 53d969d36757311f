using Pathos.Distributed;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A worker tells the caller's objects more than their handlers hear. What waits is bounded; the worker ends, and others go on.</summary>
public sealed class FloodingWorkerTests
{
    private const int Most = 1000;

    [Theory]
    [InlineData(MessageKind.Callback)]
    [InlineData(MessageKind.Results)]
    public async Task Handlers_AreSlow_TheWorkerThatFloodsIsEndedAndOthersGoOn(object kind)
    {
        using var heard = new ManualResetEventSlim();
        var progress = new Listener(heard);
        var writer = new PayloadWriter(CodeContext.Default);
        ObjectGraph.Write(writer, "told", "report");
        Payload report = writer.Finish();
        int sent = 0;
        var script = new HostileScript();
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                worker.Send(MessageKind.Callback, batch, new Callback(1), report);
                for (; sent < 100 * Most; sent++)
                {
                    if ((MessageKind)kind == MessageKind.Callback)
                    {
                        worker.Send(MessageKind.Callback, batch, new Callback(1), report);
                    }
                    else
                    {
                        worker.Send(MessageKind.Results, batch, new Results(IsLast: false, 0, [new ResultRun(0, 0, count, 0)], []), HostileScript.Values(new int[count]));
                    }
                }
            },
        };
        await using var pool = new HostilePool(script, options: static options => options with { MostUnheard = Most });

        Task<List<Outcome<int>>> map = MapAsync(pool, progress);
        await script.Ended.Task.Soon();
        heard.Set();
        List<Outcome<int>> outcomes = await map.Soon();

        Assert.All(outcomes, static outcome => Assert.True(outcome.IsSuccess));
        Assert.InRange(sent, 0, (100 * Most) - 1);
        Assert.InRange(progress.Count, 1, Most + 1);
    }

    [Fact]
    public void Backlog_HoldsAThingOfAnySize_AndSmallOnesUpToItsBound()
    {
        var backlog = new HandlerBacklog(3);

        Action largeIsHeard = backlog.Enter(1L << 40);
        Assert.Throws<InvalidDataException>(() => backlog.Enter(0));
        largeIsHeard();
        Action[] smallAreHeard = [backlog.Enter(0), backlog.Enter(100), backlog.Enter(0)];
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => backlog.Enter(0));
        smallAreHeard[0]();
        backlog.Enter(0);

        Assert.Contains("Report less often", refusal.Message, StringComparison.Ordinal);
    }

    // Apart, so that the function captures the progress and nothing else.
    private static Task<List<Outcome<int>>> MapAsync(HostilePool pool, IProgress<object> progress) => pool.MapAsync(x =>
    {
        if (x < 0)
        {
            progress.Report(x);
        }

        return x;
    });

    private sealed class Listener(ManualResetEventSlim heard) : IProgress<object>
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Report(object value)
        {
            heard.Wait(TestTimeouts.Unexpected);
            Interlocked.Increment(ref _count);
        }
    }
}
