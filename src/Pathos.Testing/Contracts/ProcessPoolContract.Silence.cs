using System.Diagnostics;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Fact]
    public async Task EndlessLoop_WithItemTimeout_IsKilledAndThePoolGoesOn()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        Action spins = static () =>
        {
            while (true)
            {
            }
        };

        List<Outcome<int>> outcomes = await MapWithCulprit(
            pool, ledger, spins, new MapOptions { ItemTimeout = TimeSpan.FromMilliseconds(500), CancelGrace = TimeSpan.FromMilliseconds(50), ChunkSize = 5 });

        Outcome<int> late = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((Culprit, FailureKind.TimedOut), (late.Index, late.Failure));
        Assert.Contains("Item 7", Assert.IsType<TimeoutException>(late.Error).Message, StringComparison.Ordinal);
        Assert.Equal(Items - 1, outcomes.Count(static o => o.IsSuccess));
        AssertBegun(ledger);
        await AssertWorks(pool);
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
            await AssertWorks(pool);
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

            // The pool itself ended it, and says so.
            Assert.DoesNotContain("by hand", error.Message, StringComparison.Ordinal);
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
    public async Task IdleWorker_ForLongerThanTheHeartbeatTimeout_ItsNextLongTaskBeginsOnce()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(500);
        Pool pool = CreatePool(1, timeout);
        await using (pool.ConfigureAwait(false))
        {
            FileLedger begun = Folder().Ledger();
            int process = await Background(() => pool.PipeAsync(static () => Environment.ProcessId));
            for (int round = 0; round < 4; round++)
            {
                // An idle worker says nothing, and that is no evidence against it.
                await Task.Delay(timeout * 1.3);
                int again = await Background(() => pool.PipeAsync(() =>
                {
                    begun.Add(TaskContext.Current.Attempt);
                    Work(600);
                    return Environment.ProcessId;
                }));

                Assert.Equal(process, again);
            }

            Assert.Equal(["1", "1", "1", "1"], begun.Entries);
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
        await AssertWorks(pool);
    }
}
