using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Pathos;

/// <summary>What a pool of processes must do beyond <see cref="PoolContract"/>: survive the death, the silence and the misbehaviour of its workers.</summary>
/// <remarks>Item 7 of twenty is the one that does it; the ledger counts how often each item began.</remarks>
public abstract partial class ProcessPoolContract : PoolContract
{
    private const int Items = 20;
    private const int Culprit = 7;
    private const int SigAbrt = 6;
    private const int SigKill = 9;
    private const int SigSegv = 11;
    private const int SigStop = 19;
    private const int SigCont = 18;

    /// <summary>The ways in which a task can end its worker.</summary>
    public enum Death
    {
        Exit,
        Kill,
        FailFast,
        NativeCrash,
        StackOverflow,
    }

    /// <inheritdoc/>
    protected override PoolTraits Traits { get; } = new() { HasProcesses = true, CopiesValues = true, CanResize = true };

    /// <summary>Opens a pool whose workers are given up after so long a silence.</summary>
    /// <param name="workers">How many workers.</param>
    /// <param name="heartbeatTimeout">The longest silence.</param>
    /// <returns>The pool.</returns>
    protected abstract Pool CreatePool(int workers, TimeSpan heartbeatTimeout);

    /// <summary>Starts another program that opens a pool of this kind with two workers and keeps both busy for ever, one spinning and one asleep,
    /// each of them after adding the number of its process to the ledger.</summary>
    /// <param name="workers">Where the workers write their process numbers.</param>
    /// <returns>The program.</returns>
    protected abstract Process StartParent(FileLedger workers);

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

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                Work();
                if (x == Culprit && TaskContext.Current.Attempt == 1)
                {
                    Die(death);
                }

                return x * x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = chunkSize }).Collected();

        Assert.Equal(Enumerable.Range(0, Items).Select(static x => ((long)x, x * x)), outcomes.OrderBy(static o => o.Index).Select(static o => (o.Index, o.Value)));
        Assert.All(outcomes, static outcome => Assert.Equal(outcome.Index == Culprit ? 2 : 1, outcome.Attempts));
        Assert.All(Enumerable.Range(0, Items), x => Assert.Equal((x, x == Culprit ? 2 : 1), (x, ledger.CountOf(x))));
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

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                Work();
                if (x == Culprit)
                {
                    Console.Error.WriteLine("last words");
                    Console.Error.Flush();
                    Die(death);
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = 4, Retry = RetryPolicy.None }).Collected();

        Outcome<int> lost = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        WorkerLostException error = Assert.IsType<WorkerLostException>(lost.Error);
        Assert.Equal((Culprit, FailureKind.WorkerLost, 1), (lost.Index, lost.Failure, lost.Attempts));
        Assert.Equal((Culprit, 1, lost.Worker), (error.Index, error.Attempts, error.Worker));
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
        Assert.All(Enumerable.Range(0, Items), x => Assert.Equal((x, 1), (x, ledger.CountOf(x))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task PoisonTask_EndsItsWorkerInEveryTry_FailsAloneAfterItsTries(int chunkSize)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                Work();
                if (x == Culprit)
                {
                    Environment.Exit(3);
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = chunkSize }).Collected();

        Outcome<int> poison = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        PoisonTaskException error = Assert.IsType<PoisonTaskException>(poison.Error);
        Assert.Equal((Culprit, 3, 3), (error.Index, error.Attempts, error.ExitCode));
        Assert.Equal(Items - 1, outcomes.Count(static o => o.IsSuccess));
        Assert.All(Enumerable.Range(0, Items), x => Assert.Equal((x, x == Culprit ? 3 : 1), (x, ledger.CountOf(x))));
        AssertItems([1, 2], await Blocking(() => pool.Map(static x => x, [1, 2])));
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
    public async Task EndlessLoop_WithItemTimeout_IsKilledAndThePoolGoesOn()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                Work();
                while (x == Culprit)
                {
                }

                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ItemTimeout = TimeSpan.FromMilliseconds(500), CancelGrace = TimeSpan.FromMilliseconds(50), ChunkSize = 5 }).Collected();

        Outcome<int> late = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((Culprit, FailureKind.TimedOut), (late.Index, late.Failure));
        Assert.Contains("Item 7", Assert.IsType<TimeoutException>(late.Error).Message, StringComparison.Ordinal);
        Assert.Equal(Items - 1, outcomes.Count(static o => o.IsSuccess));
        Assert.All(Enumerable.Range(0, Items), x => Assert.Equal((x, 1), (x, ledger.CountOf(x))));
        AssertItems([1, 2], await Blocking(() => pool.Map(static x => x, [1, 2])));
    }

    [Fact]
    public async Task SilentWorker_IsGivenUpAndALateAnswerIgnored()
    {
        Pool pool = CreatePool(1, heartbeatTimeout: TimeSpan.FromMilliseconds(500));
        await using (pool.ConfigureAwait(false))
        {
            FileGate gate = Folder().Gate();
            FileLedger pids = Folder().Ledger();
            Task<int> call = Background(() => pool.PipeAsync(() =>
            {
                pids.Add(Environment.ProcessId);
                if (TaskContext.Current.Attempt == 1)
                {
                    gate.Pass();
                }

                return TaskContext.Current.Attempt;
            }));
            await gate.EnteredAsync();
            int pid = Pid(pids);

            Kill(pid, SigStop);
            int answer = await call;
            gate.Open();

            // A pool may end the worker that it gives up, or only cut it off: where it still is, its late answer comes now.
            _ = Signal(pid, SigCont);

            Assert.Equal(2, answer);
            Assert.Equal(2, pids.Count);
            AssertItems([1, 2], await Blocking(() => pool.Map(static x => x, [1, 2])));
        }
    }

    [Fact]
    public async Task SilentWorker_NoRetryAllowed_ErrorSaysThatItWasSilent()
    {
        Pool pool = CreatePool(1, heartbeatTimeout: TimeSpan.FromMilliseconds(500));
        await using (pool.ConfigureAwait(false))
        {
            WorkerLostException error = await Assert.ThrowsAsync<WorkerLostException>(() => Background(() => pool.PipeAsync(
                static () => Kill(Environment.ProcessId, SigStop), new MapOptions { Retry = RetryPolicy.None })));

            Assert.Contains("heartbeats", error.Message, StringComparison.Ordinal);
            Assert.Equal((0L, 1), (error.Index, error.Attempts));
        }
    }

    [Fact]
    public async Task LongBusyTask_WithAShortHeartbeatTimeout_IsLeftAlone()
    {
        Pool pool = CreatePool(1, heartbeatTimeout: TimeSpan.FromMilliseconds(300));
        await using (pool.ConfigureAwait(false))
        {
            // Heartbeats come from a thread of their own: a task that never yields is busy, not silent.
            Assert.Equal(1, await Background(() => pool.PipeAsync(static () =>
            {
                long startedAt = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(1))
                {
                }

                return TaskContext.Current.Attempt;
            })));
        }
    }

    [Fact]
    public async Task CancelGrace_WorkerIgnoresItsCancellation_IsEndedAndReplaced()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        FileLedger pids = Folder().Ledger();
        using var cancel = new CancellationTokenSource();
        Task call = Background(() => pool.PipeAsync(
            () =>
            {
                pids.Add(Environment.ProcessId);
                gate.Pass();
            },
            new MapOptions { CancelGrace = TimeSpan.FromMilliseconds(50) },
            cancel.Token));
        await gate.EnteredAsync();
        using Process worker = Process.GetProcessById(Pid(pids));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await worker.WaitForExitAsync().Soon();
        AssertItems([1], await Blocking(() => pool.Map(static x => x, [1])));
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

    [Fact]
    public async Task Initializer_EndsItsProcess_OpeningFails()
    {
        Pool pool = Open(workers: 1, new PoolOptions { Initializer = static () => Environment.Exit(9) });

        await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
    }

    [Fact]
    public async Task NotShippable_ArgumentCaptureOrResult_IsRefusedWithItsPathAndThePoolGoesOn()
    {
        Pool pool = Open();
        using var stream = new FileStream(Path.Combine(Folder().Path, "file"), FileMode.Create);

        Exception[] errors =
        [
            await Assert.ThrowsAnyAsync<Exception>(() => Blocking(() => pool.Map(static x => x.CanRead, [stream]))),
            await Assert.ThrowsAnyAsync<Exception>(() => Blocking(() => pool.Map(x => stream.CanRead, [1]))),
            await Assert.ThrowsAnyAsync<Exception>(() => Blocking(() => pool.Map(static x => new FileStream("/dev/null", FileMode.Open), [1]))),
        ];

        Assert.All(errors, static error => Assert.Equal("NotShippableException", error.GetType().Name));
        Assert.Contains("stream", errors[1].Message, StringComparison.Ordinal);
        AssertItems([1], await Blocking(() => pool.Map(static x => x, [1])));
    }

    [Fact]
    public async Task DisposeAsync_AfterWork_LeavesNoProcess()
    {
        Pool pool = Open();
        int[] pids = await pool.RunOnAllAsync(static () => Environment.ProcessId).Soon();
        Process[] workers = [.. pids.Select(Process.GetProcessById)];

        await pool.DisposeAsync().Soon();

        Assert.Equal(2, workers.Length);
        Assert.All(workers, static worker => Assert.True(worker.WaitForExit(TimeSpan.Zero), "A worker outlived its pool."));
        Array.ForEach(workers, static worker => worker.Dispose());
    }

    [Fact]
    public async Task DisposeAsync_AtAnyMomentOfASuccessorsStart_Ends()
    {
        // From before its process is there to after it is ready: the moments differ from machine to machine, so the whole start is swept.
        for (int delay = 0; delay < 160; delay += 8)
        {
            Pool pool = Open();
            WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(() => pool.PipeAsync(static () => Environment.Exit(3), new MapOptions { Retry = RetryPolicy.None }).Soon());
            await Task.Delay(delay);

            await pool.DisposeAsync().Soon();

            Assert.Equal(3, lost.ExitCode);
        }
    }

    [Fact]
    public async Task Terminate_TasksSpin_TheirProcessesEnd()
    {
        Pool pool = Open(workers: 1);
        FileLedger pids = Folder().Ledger();
        Task call = Background(() => pool.PipeAsync(() =>
        {
            pids.Add(Environment.ProcessId);
            while (true)
            {
            }
        }));
        await pids.ReachesAsync(1);
        using Process worker = Process.GetProcessById(Pid(pids));

        await Blocking(pool.Terminate);

        await Assert.ThrowsAsync<PoolClosedException>(() => call);
        await worker.WaitForExitAsync().Soon();
    }

    [Fact]
    public async Task ParentIsKilled_WorkersAreGone_BusyOrNot()
    {
        FileLedger pids = Folder().Ledger();
        using Process parent = StartParent(pids);
        await pids.ReachesAsync(2);
        Process[] workers = [.. pids.Entries.Select(static pid => Process.GetProcessById(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)))];

        parent.Kill();

        await Task.WhenAll(workers.Select(static worker => worker.WaitForExitAsync())).Soon();
        Array.ForEach(workers, static worker => worker.Dispose());
    }

    private static IEnumerable<int?> SignalsOf(Death death) => death switch
    {
        Death.Exit => [null],
        Death.Kill => [SigKill],
        Death.FailFast or Death.StackOverflow => [SigAbrt],
        _ => [SigSegv, SigAbrt],
    };

    /// <summary>In a task: takes more than a millisecond, so that a finished item has left its worker before the next one begins.</summary>
    private static void Work(int milliseconds = 10)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromMilliseconds(milliseconds));
    }

    private static void Die(Death death)
    {
        switch (death)
        {
            case Death.Exit:
                Environment.Exit(3);
                break;
            case Death.Kill:
                Kill(Environment.ProcessId, SigKill);
                break;
            case Death.FailFast:
                Environment.FailFast("fast");
                break;
            case Death.NativeCrash:
                _ = Length(0);
                break;
            case Death.StackOverflow:
                _ = Descend(0);
                break;
        }
    }

    private static int Descend(int depth) => Descend(depth + 1) + Descend(depth + 2);

    private static int Pid(FileLedger pids) => int.Parse(pids.Entries[0], System.Globalization.CultureInfo.InvariantCulture);

    private static void Kill(int pid, int signal) => Assert.Equal(0, Signal(pid, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int pid, int signal);

    /// <summary>Reads what lies at an address, in native code: address 0 is a crash that no managed handler sees.</summary>
    [LibraryImport("libc", EntryPoint = "strlen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Length(nint address);
}
