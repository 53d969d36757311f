using System.Diagnostics;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Theory]
    [InlineData(Death.Exit, 1)]
    [InlineData(Death.Exit, 20)]
    [InlineData(Death.Kill, 1)]
    [InlineData(Death.Kill, 20)]
    [InlineData(Death.FailFast, 4)]
    [InlineData(Death.NativeCrash, 4)]
    [InlineData(Death.StackOverflow, 4)]
    public async Task WorkerDies_OnceInTheMiddleOfABatch_OnlyTheExecutingItemRunsAgain(Death death, int chunkSize)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        Action diesOnce = () =>
        {
            if (TaskContext.Current.Attempt == 1)
            {
                Die(death);
            }
        };

        List<Outcome<int>> outcomes = await MapWithCulprit(pool, ledger, diesOnce, new MapOptions { ChunkSize = chunkSize });

        Assert.Equal(Enumerable.Range(0, Items).Select(static x => ((long)x, x)), outcomes.OrderBy(static o => o.Index).Select(static o => (o.Index, o.Value)));
        Assert.All(outcomes, static outcome => Assert.Equal(outcome.Index == Culprit ? 2 : 1, outcome.Attempts));
        AssertBegun(ledger, culprit: 2);
        Assert.Equal(2, pool.WorkerCount);
    }

    [Theory]
    [InlineData(Death.Exit)]
    [InlineData(Death.Kill)]
    [InlineData(Death.FailFast)]
    [InlineData(Death.NativeCrash)]
    [InlineData(Death.StackOverflow)]
    public async Task WorkerDies_NoRetryAllowed_ErrorSaysWhoAndHow(Death death)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        Action speaksAndDies = () =>
        {
            Console.Error.WriteLine("last words");
            Console.Error.Flush();
            Die(death);
        };

        List<Outcome<int>> outcomes = await MapWithCulprit(pool, ledger, speaksAndDies, new MapOptions { ChunkSize = 4, Retry = RetryPolicy.None });

        Outcome<int> lost = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        WorkerLostException error = Assert.IsType<WorkerLostException>(lost.Error);
        Assert.Equal((Culprit, FailureKind.WorkerLost, 1), (lost.Index, lost.Failure, lost.Attempts));
        Assert.Equal((Culprit, 1, lost.Worker), (error.Index, error.Attempts, error.Worker));
        Assert.Equal(death == Death.Kill, error.Message.Contains("by hand, or by the kernel", StringComparison.Ordinal));
        Assert.Equal((long)Culprit, TaskData.IndexOf(error));
        Assert.NotEmpty(error.Worker);
        Assert.NotEmpty(error.Host);
        Assert.Equal(death == Death.Exit ? 3 : null, error.ExitCode);
        Assert.Contains(error.Signal, SignalsOf(death));
        if (death != Death.Kill)
        {
            Assert.Contains(error.LastErrorLines, static line => line.Contains("last words", StringComparison.Ordinal));
        }

        if (death == Death.FailFast)
        {
            Assert.Contains(error.LastErrorLines, static line => line.Contains("fast", StringComparison.Ordinal));
        }

        Assert.Equal(Enumerable.Range(0, Items).Where(static x => x != Culprit), outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
        AssertBegun(ledger);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task PoisonTask_EndsItsWorkerInEveryTry_FailsAloneAfterItsTries(int chunkSize)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await MapWithCulprit(pool, ledger, static () => Environment.Exit(3), new MapOptions { ChunkSize = chunkSize });

        Outcome<int> poison = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        PoisonTaskException error = Assert.IsType<PoisonTaskException>(poison.Error);
        Assert.Equal((Culprit, 3, 3), (error.Index, error.Attempts, error.ExitCode));
        Assert.Equal(Items - 1, outcomes.Count(static o => o.IsSuccess));
        AssertBegun(ledger, culprit: 3);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Pipe_WorkerDies_IsTriedAgainThenPoison()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        Assert.Equal(2, await Background(() => pool.PipeAsync(static () =>
        {
            if (TaskContext.Current.Attempt == 1)
            {
                Environment.Exit(3);
            }

            return TaskContext.Current.Attempt;
        })));
        PoisonTaskException error = await Assert.ThrowsAsync<PoisonTaskException>(() => Background(() => pool.PipeAsync(() =>
        {
            ledger.Add("tried");
            Environment.Exit(4);
        })));

        Assert.Equal((3, 4, 3), (error.Attempts, error.ExitCode, ledger.Count));
    }

    [Fact]
    public async Task WorkerIsKilled_FromOutsideWhileBatchesWaitOnIt_TheyMoveOnWithoutBlame()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        FileLedger pids = Folder().Ledger();
        FileLedger ledger = Folder().Ledger();
        Task<List<Outcome<int>>> call = pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                if (x == 0 && TaskContext.Current.Attempt == 1)
                {
                    pids.Add(Environment.ProcessId);
                    gate.Pass();
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = 2 }).Collected();
        await gate.EnteredAsync();

        Kill(Pid(pids), SigKill);

        List<Outcome<int>> outcomes = await call;
        Assert.Equal(Enumerable.Range(0, Items), outcomes.Select(static o => o.Value).Order());
        Assert.All(outcomes, static o => Assert.Equal(o.Index == 0 ? 2 : 1, o.Attempts));
        Assert.All(Enumerable.Range(0, Items), x => Assert.Equal((x, x == 0 ? 2 : 1), (x, ledger.CountOf(x))));
    }

    [Fact]
    public async Task IdleWorkerIsKilled_NextCallFindsAnother()
    {
        Pool pool = Open(workers: 1);
        int pid = await Background(() => pool.PipeAsync(static () => Environment.ProcessId));
        using Process worker = Process.GetProcessById(pid);

        Kill(pid, SigKill);
        await worker.WaitForExitAsync().Soon();

        Assert.NotEqual(pid, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
    }

    [Fact]
    public async Task EveryWorkerIsKilled_OverAndOver_EveryResultIsRight()
    {
        Pool pool = Open();
        FileLedger pids = Folder().Ledger();

        Task<int[]> call = Background(() => pool.MapAsync(
            x =>
            {
                if (x % 100 == 50 && TaskContext.Current.Attempt == 1)
                {
                    pids.Add(Environment.ProcessId);
                    Kill(Environment.ProcessId, SigKill);
                }

                return x + 1;
            },
            Enumerable.Range(0, 1000)));

        Assert.Equal(Enumerable.Range(1, 1000), await call);
        Assert.Equal(10, pids.Count);
    }

    [Fact]
    public async Task RunOnAllAsync_OneWorkerDies_SaysSo()
    {
        Pool pool = Open();

        WorkerLostException error = await Assert.ThrowsAsync<WorkerLostException>(() => Background(() => pool.RunOnAllAsync<int>(static () =>
        {
            Environment.Exit(5);
            return 0;
        })));

        Assert.Equal(5, error.ExitCode);
    }
}
