using System.Runtime.CompilerServices;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    private const int Megabyte = 1 << 20;

    // What tasks of these facts leave behind in their worker.
    private static readonly List<byte[]> s_kept = [];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 10)]
    public async Task MaxTasksPerWorker_ManyItems_NoProcessRunsMoreAndNoMoreRunAtATime(int most, int chunkSize)
    {
        Pool pool = Open(options: new PoolOptions { MaxTasksPerWorker = most });
        string running = Folder().Path;

        List<Outcome<(int Pid, int Running)>> outcomes = await pool.MapOutcomes(
            x =>
            {
                string mark = Path.Combine(running, Guid.NewGuid().ToString());
                File.WriteAllText(mark, "");
                int others = Directory.GetFiles(running).Length;
                Work();
                File.Delete(mark);
                return (Environment.ProcessId, others);
            },
            Enumerable.Range(0, 12),
            new MapOptions { ChunkSize = chunkSize }).Collected();

        Assert.Equal(12, outcomes.Count);
        Assert.All(outcomes, static outcome => Assert.Equal(1, outcome.Attempts));
        Assert.All(outcomes.GroupBy(static o => o.Value.Pid), process => Assert.InRange(process.Count(), 1, most));
        Assert.InRange(outcomes.Max(static o => o.Value.Running), 1, 2);
        Assert.Equal(2, pool.WorkerCount);
    }

    [Fact]
    public async Task MaxTasksPerWorker_SingleCalls_EachProcessRunsItsShare()
    {
        Pool pool = Open(options: new PoolOptions { MaxTasksPerWorker = 2 });

        int[] pids = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => pool.PipeAsync(static () => Environment.ProcessId))).Soon();

        Assert.All(pids.GroupBy(static pid => pid), static process => Assert.InRange(process.Count(), 1, 2));
    }

    [Fact]
    public async Task MaxMemoryPerWorker_TasksLeak_FreshProcessesTakeOverAndNobodyIsBlamed()
    {
        Pool pool = Open(workers: 1, new PoolOptions { MaxMemoryPerWorker = 150L * Megabyte });

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            static x =>
            {
                s_kept.Add(Touched(40 * Megabyte));
                Work(milliseconds: 120);
                return Environment.ProcessId;
            },
            Enumerable.Range(0, 10),
            new MapOptions { ChunkSize = 1 }).Collected();

        Assert.Equal(10, outcomes.Count);
        Assert.All(outcomes, static outcome => Assert.Equal(1, outcome.Attempts));
        Assert.InRange(outcomes.Select(static o => o.Value).Distinct().Count(), 2, 9);
    }

    [Fact]
    public async Task MaxMemoryPerWorker_GarbageOnly_TheProcessStays()
    {
        Pool pool = Open(workers: 1, new PoolOptions { MaxMemoryPerWorker = 200L * Megabyte });

        int[] pids = await Blocking(() => pool.Map(
            static x =>
            {
                GC.KeepAlive(Touched(120 * Megabyte));
                Work(milliseconds: 120);
                return Environment.ProcessId;
            },
            Enumerable.Range(0, 8),
            new MapOptions { ChunkSize = 1 }));

        Assert.Single(pids.Distinct());
    }

    [Fact]
    public async Task MaxMemoryPerWorker_TaskTakesFarMore_IsEndedAndSaysWhy()
    {
        Pool pool = Open(options: new PoolOptions { MaxMemoryPerWorker = 200L * Megabyte });
        FileGate gate = Folder().Gate();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                if (x == Culprit)
                {
                    byte[] much = Touched(600 * Megabyte);
                    gate.Pass();
                    GC.KeepAlive(much);
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = 4, Retry = new RetryPolicy { LostWorkerRetries = 1 } }).Collected();

        Outcome<int> ended = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((Culprit, FailureKind.OutOfMemory, 2), (ended.Index, ended.Failure, ended.Attempts));
        Assert.Contains("MaxMemoryPerWorker", Assert.IsType<PoisonTaskException>(ended.Error).Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, Items).Where(static x => x != Culprit), outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
    }

    [Fact]
    public async Task Speculation_WorkerOfTheOriginalDies_TheCopyBringsItWithoutBlame()
    {
        Pool pool = Open();
        FileLedger runs = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                if (x != Culprit)
                {
                    return x;
                }

                runs.Add(Environment.ProcessId);
                int original = int.Parse(runs.EntriesByTime[0], System.Globalization.CultureInfo.InvariantCulture);
                if (original == Environment.ProcessId)
                {
                    FileGate.PollAsync(() => runs.Count == 2, "the copy").GetAwaiter().GetResult();
                    Die(Death.Kill);
                }

                FileGate.PollAsync(() => !Directory.Exists($"/proc/{original}"), "the end of the original").GetAwaiter().GetResult();
                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = 1, Retry = RetryPolicy.None, Speculation = new SpeculationPolicy { After = 0.5, MinimumTime = TimeSpan.FromMilliseconds(20) } }).Collected();

        Assert.Equal(Enumerable.Range(0, Items).Select(static x => ((long)x, x)), outcomes.OrderBy(static o => o.Index).Select(static o => (o.Index, o.Value)));
        Assert.Equal(2, runs.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Touched(int bytes)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(bytes);
        memory.AsSpan().Fill(1);
        return memory;
    }
}
