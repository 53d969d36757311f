using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A hostile machine works for a server, and so for the server's clients: its workers are hostile, and no more than that. Items of honest workers go on.</summary>
public sealed class HostileHelperClientTests
{
    public static TheoryData<string> Samples() => HostileAnswerTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Results_AndExceptionsAreGadgets_NothingRunsAndHonestWorkersGoOn(string gadget)
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        FileGate gate = helped.Folder.Gate();
        Payload result = default, exception = default;
        var script = new HostileScript
        {
            Await = () =>
            {
                // Both have something to do, so each gets some of the items.
                gate.EnteredAsync().Wait();
                gate.Open();
            },
            OnBatch = (worker, batch, count) =>
            {
                if (batch % 2 == 0)
                {
                    HostileScript.Fail(worker, batch, count, exception);
                }
                else
                {
                    HostileScript.Succeed(worker, batch, count, result);
                }
            },
        };
        using HostileHelper hostile = await HostileHelper.ConnectAsync(helped.Server.Address, helped.Credentials, script);
        await hostile.JoinAsync(helped.Server);
        await using Pool pool = helped.Connect("/2");
        await pool.ReadyAsync().Soon();

        // The honest worker is a process of this one, so the watch begins when it is there.
        using var trap = new Trap();
        result = GadgetTests.Build(trap, () => Gadgets.All[gadget].Write<object>(static value => value, typeof(HelpedServer)));
        exception = GadgetTests.Build(trap, () => Gadgets.All[gadget].WriteException(static value => new ArgumentException("with data") { Data = { ["gadget"] = value } }, typeof(HostileHelper)));
        List<Outcome<object>> outcomes = await pool.MapOutcomes<int, object>(
            x =>
            {
                gate.Pass();
                return x;
            },
            Enumerable.Range(1, 40),
            new MapOptions { ChunkSize = 1 }).Collected();

        Assert.Contains(outcomes, static outcome => outcome.IsSuccess && outcome.Value is int value && value == outcome.Index + 1);
        Assert.Contains(outcomes, static outcome => !outcome.IsSuccess);
        Assert.All(outcomes.Where(static outcome => outcome.Error is ArgumentException), static outcome => Assert.Null(outcome.Error!.Data["gadget"]));
        trap.AssertUntouched();
    }

    [Fact]
    public async Task Questions_ForFilesOfTheClient_AreAnsweredWithNothing()
    {
        using var trap = new Trap();
        using var planted = new PlantedAssembly(Path.Combine(AppContext.BaseDirectory, "wwwroot", "uploads"), "Uploaded.Plugin");
        using var files = new PlantedFiles(AppContext.BaseDirectory, "secret", "appsettings.json", ".env", "libsettings.so");
        string[] names =
        [
            "appsettings.json", "appsettings", ".env", "settings", "/etc/passwd", "../x", "~/.ssh/id_rsa", "wwwroot/uploads/Uploaded.Plugin", "Uploaded.Plugin", planted.Path, planted.Path[..^4],
        ];
        var script = new HostileScript { SharesFiles = false };
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                script.Tell(string.Join("; ", names.Where(name => worker.AskForCode(name).Answer.IsFound || worker.AskForCode(name, planted.Mvid).Answer.IsFound
                    || worker.AskForCode(name, isNative: true).Answer.IsFound || (name.Length <= Bounds.Hash && worker.AskForValue(name) is not null))));
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using HelpedServer helped = await HelpedServer.StartAsync(0);
        using HostileHelper hostile = await HostileHelper.ConnectAsync(helped.Server.Address, helped.Credentials, script);
        await hostile.JoinAsync(helped.Server);
        await using Pool pool = helped.Connect();

        Assert.Equal(0, await pool.PipeAsync(static x => x, 1).Soon());

        Assert.Equal("", await script.Learned.Soon());
        Assert.False(planted.IsLoaded);
        trap.AssertUntouched();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public async Task Callbacks_OfAnotherFunctionOrAnotherClient_TellNobodyAndEndTheWorker(int target)
    {
        List<object> told = [];
        IProgress<object> progress = new Listener(told);
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        await using Pool other = helped.Connect("/1");
        await using Pool pool = helped.Connect("/1");
        int[] both = [.. await other.MapAsync(x => Telling(progress, x), [1]).Soon(), .. await pool.MapAsync(x => Telling(progress, x), [2]).Soon()];
        Assert.Equal([1, 2], both);
        await HelpedServer.ReachesAsync(() => told.Count == 2);
        var writer = new PayloadWriter(CodeContext.Default);
        ObjectGraph.Write(writer, "told", "report");
        Payload report = writer.Finish();
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) =>
            {
                worker.Send(MessageKind.Callback, batch, new Callback(target), report);
                HostileScript.Succeed(worker, batch, count);
            },
        };
        using HostileHelper hostile = await HostileHelper.ConnectAsync(helped.Server.Address, helped.Credentials, script);
        await hostile.JoinAsync(helped.Server);
        FileGate gate = helped.Folder.Gate();
        await pool.ResizeAsync(2);
        await HelpedServer.ReachesAsync(() => pool.WorkerCount == 2);

        // The honest worker waits until the hostile one was thrown out, so that one gets an item.
        Task<int[]> map = pool.MapAsync(
            x =>
            {
                gate.Pass();
                return x;
            },
            Enumerable.Range(0, 8),
            new MapOptions { ChunkSize = 1 });
        await script.Ended.Task.Soon();
        hostile.Dispose();
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 8), await map.Soon());
        Assert.Equal([1, 2], told.Cast<int>().Order());
    }

    [Fact]
    public async Task Results_OfBatchesThatItNeverGot_AreNotTakenAndEndTheWorker()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        var script = new HostileScript
        {
            OnBatch = static (worker, batch, _) =>
            {
                // Those around its own: the honest worker has some, and other pools count theirs likewise.
                foreach (long claimed in (long[])[batch - 1, batch - 2, batch + 1, batch + 2, long.MaxValue, -1])
                {
                    HostileScript.Succeed(worker, claimed, 1, HostileScript.Values([666]));
                }
            },
        };
        using HostileHelper hostile = await HostileHelper.ConnectAsync(helped.Server.Address, helped.Credentials, script);
        await hostile.JoinAsync(helped.Server);
        await using Pool bystander = helped.Connect("/1");
        await using Pool pool = helped.Connect("/2");
        await HelpedServer.ReachesAsync(() => pool.WorkerCount == 2);
        FileGate gate = helped.Folder.Gate();

        Task<int[]> map = pool.MapAsync(
            x =>
            {
                gate.Pass();
                return x;
            },
            Enumerable.Range(0, 8),
            new MapOptions { ChunkSize = 1 });
        await script.Ended.Task.Soon();
        hostile.Dispose();
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 8), await map.Soon());
        await HelpedServer.AssertWorksAsync(bystander);
    }

    private static int Telling(IProgress<object> progress, int x)
    {
        progress.Report(x);
        return x;
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
}
