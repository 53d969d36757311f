using System.Diagnostics;
using System.Globalization;
using Pathos.Launching;
using Xunit;

namespace Pathos;

/// <summary>What becomes of the programs that tasks start.</summary>
public abstract partial class ProcessPoolContract
{
    // A program, one in a session of its own, and one that has nothing of its environment.
    private const int ProgramsOfATask = 3;

    /// <summary>The ways in which a task can fail to end by itself.</summary>
    public enum Failing
    {
        TimesOutAndReturns,
        TimesOutAndHangs,
        IsCancelledAndReturns,
        IsCancelledAndHangs,
        LosesItsWorker,
    }

    [Theory]
    [InlineData(Failing.TimesOutAndReturns)]
    [InlineData(Failing.TimesOutAndHangs)]
    [InlineData(Failing.IsCancelledAndReturns)]
    [InlineData(Failing.IsCancelledAndHangs)]
    public async Task TaskIsGivenUp_TheProgramsThatItStarted_EndWithIt(Failing failing)
    {
        FileLedger pids = Folder().Ledger();
        Pool pool = Open(workers: 1);

        await FailAsync(pool, pids, failing);

        await Task.WhenAll(Programs(pids).Select(static program => GoneAsync(program)));
        await AssertWorks(pool);
    }

    [Fact]
    public async Task WorkerIsKilled_TheProgramsThatItsTaskStarted_EndWithIt()
    {
        FileLedger pids = Folder().Ledger();
        Pool pool = Open(workers: 1);

        await FailAsync(pool, pids, Failing.LosesItsWorker);

        // With its parent dead, a program without any environment is like any other of this user.
        int[] marked = Programs(pids)[..^1];
        await Task.WhenAll(marked.Select(static program => GoneAsync(program)));
        EndPrograms(pids);
    }

    [Fact]
    public async Task TaskEndsByItself_TheProgramsThatItStarted_OutliveLaterFailuresAndThePool()
    {
        TestFolder folder = Folder();
        FileLedger finished = folder.Ledger("finished");
        FileLedger pids = folder.Ledger("failing");
        Pool pool = Open(workers: 1);
        try
        {
            await pool.PipeAsync(() => StartPrograms(finished)).Soon();

            await FailAsync(pool, pids, Failing.TimesOutAndReturns);
            await FailAsync(pool, pids, Failing.TimesOutAndHangs);
            await Task.WhenAll(Programs(pids).Select(static program => GoneAsync(program)));
            await pool.DisposeAsync().Soon();

            Assert.All(Programs(finished), static program => Assert.True(IsRunning(program)));
        }
        finally
        {
            EndPrograms(finished);
        }
    }

    [Fact]
    public async Task TaskHasEnded_ItsWorkerEndsNext_TheProgramsThatItStartedLiveOn()
    {
        FileLedger finished = Folder().Ledger();
        Pool pool = Open(workers: 1);
        try
        {
            // With a time limit nothing happens between the end of the item and the end of its worker.
            await pool.PipeAsync(() => StartPrograms(finished), new MapOptions { ItemTimeout = TestTimeouts.Unexpected }).Soon();
            await pool.DisposeAsync().Soon();

            Assert.All(Programs(finished), static program => Assert.True(IsRunning(program)));
        }
        finally
        {
            EndPrograms(finished);
        }
    }

    [Fact]
    public async Task TaskHasEnded_ItsIdleWorkerIsKilled_TheProgramsThatItStartedLiveOn()
    {
        FileLedger finished = Folder().Ledger();
        Pool pool = Open(workers: 1);
        try
        {
            await pool.PipeAsync(() => StartPrograms(finished), new MapOptions { ItemTimeout = TestTimeouts.Unexpected }).Soon();
            Kill(ParentOf(Programs(finished)[^1]), SigKill);

            // The successor is there, so the end of the dead worker was seen to.
            await AssertWorks(pool);
            await pool.DisposeAsync().Soon();

            Assert.All(Programs(finished), static program => Assert.True(IsRunning(program)));
        }
        finally
        {
            EndPrograms(finished);
        }
    }

    [Fact]
    public async Task ItemsOfOneBatch_OneTimesOut_OnlyItsProgramsEnd()
    {
        TestFolder folder = Folder();
        FileLedger[] pids = [folder.Ledger("0"), folder.Ledger("1"), folder.Ledger("2")];
        Pool pool = Open(workers: 1);
        try
        {
            List<Outcome<int>> outcomes = await pool.MapOutcomes(
                x =>
                {
                    StartPrograms(pids[x]);

                    // The system tells when a process was started to ten milliseconds: they are to be older than the next item.
                    Work(milliseconds: 30);
                    if (x == 1)
                    {
                        TaskContext.Current.CancellationToken.WaitHandle.WaitOne();
                    }

                    return x;
                },
                [0, 1, 2],
                new MapOptions { ChunkSize = 3, ItemTimeout = TimeSpan.FromSeconds(3), CancelGrace = TestTimeouts.Unexpected }).Collected();

            Assert.Equal([true, false, true], outcomes.OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.IsSuccess));
            await Task.WhenAll(Programs(pids[1]).Select(static program => GoneAsync(program)));
            Assert.All(Programs(pids[0]).Concat(Programs(pids[2])), static program => Assert.True(IsRunning(program)));
        }
        finally
        {
            Array.ForEach(pids, EndPrograms);
        }
    }

    [Fact]
    public async Task KeepTaskProcesses_TaskTimesOutWithItsWorker_ItsProgramsLiveOn()
    {
        FileLedger pids = Folder().Ledger();
        Pool pool = Open(workers: 1, new ProcessPoolOptions { KeepTaskProcesses = true });
        try
        {
            await FailAsync(pool, pids, Failing.TimesOutAndHangs);
            await AssertWorks(pool);
            await pool.DisposeAsync().Soon();

            Assert.All(Programs(pids), static program => Assert.True(IsRunning(program)));
        }
        finally
        {
            EndPrograms(pids);
        }
    }

    /// <summary>Runs a task that starts programs and then fails in this way.</summary>
    private static async Task FailAsync(Pool pool, FileLedger pids, Failing failing)
    {
        int before = pids.Count;
        bool hangs = failing is not (Failing.TimesOutAndReturns or Failing.IsCancelledAndReturns);
        using var stop = new CancellationTokenSource();
        Task<int> call = Background(() => pool.PipeAsync(
            () =>
            {
                StartPrograms(pids);
                if (hangs)
                {
                    Work(Timeout.Infinite);
                }

                TaskContext.Current.CancellationToken.WaitHandle.WaitOne();
                return Environment.ProcessId;
            },
            new MapOptions
            {
                Retry = RetryPolicy.None,
                ItemTimeout = failing is Failing.TimesOutAndReturns or Failing.TimesOutAndHangs ? TimeSpan.FromSeconds(1) : null,
                CancelGrace = hangs ? TestTimeouts.Quiet : TestTimeouts.Unexpected,
            },
            stop.Token));
        await pids.ReachesAsync(before + ProgramsOfATask);
        switch (failing)
        {
            case Failing.IsCancelledAndReturns or Failing.IsCancelledAndHangs:
                await stop.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
                break;
            case Failing.LosesItsWorker:
                Kill(ParentOf(Programs(pids)[^1]), SigKill);
                await Assert.ThrowsAsync<WorkerLostException>(() => call);
                break;
            default:
                await Assert.ThrowsAsync<TimeoutException>(() => call);
                break;
        }
    }

    /// <summary>In a task: starts programs that run for long, and writes down their process numbers, the one without environment
    /// last.</summary>
    private static void StartPrograms(FileLedger pids)
    {
        // The names sort as the programs are listed. Each is written down when it runs.
        using Process shell = Process.Start("/bin/sh", ["-c", "cd \"$0\"; sleep 600 & touch 1-$!.x; setsid sleep 600 & touch 2-$!.x; exec env -i sleep 600", pids.Folder]);
        pids.Add(string.Create(CultureInfo.InvariantCulture, $"3-{shell.Id}"));
        while (pids.Count % ProgramsOfATask != 0)
        {
            Work(1);
        }
    }

    private static int[] Programs(FileLedger pids) => [.. pids.Entries.Order(StringComparer.Ordinal).Select(static entry => int.Parse(entry.Split('-')[1], CultureInfo.InvariantCulture))];

    private static int ParentOf(int process) => ProcessStat.Of(process)!.Value.Parent;

    private static bool IsRunning(int process) => ProcessStat.Of(process) is { IsEnding: false };

    private static Task GoneAsync(int process) => FileGate.PollAsync(() => !IsRunning(process), $"process {process} to end");

    private static void EndPrograms(FileLedger pids)
    {
        foreach (int program in Programs(pids).Where(IsRunning))
        {
            _ = Signal(program, SigKill);
        }
    }
}
