using System.Diagnostics;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
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
}
