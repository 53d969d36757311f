using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Fact]
    public async Task DisposeAsync_ExitHandlerTakesItsTime_WaitsForIt()
    {
        TestFolder folder = Folder();
        FileGate gate = folder.Gate();
        FileLedger ended = folder.Ledger();
        Pool pool = Open(workers: 1, new PoolOptions { Initializer = () => AtExit(gate, ended) });
        await pool.ReadyAsync().Soon();

        Task disposal = pool.DisposeAsync().AsTask();
        await gate.EnteredAsync();
        bool isOver = await Task.WhenAny(disposal, Task.Delay(TestTimeouts.Quiet)) == disposal;
        gate.Open();
        await disposal.Soon();

        Assert.False(isOver);
        Assert.Equal(1, ended.Count);
    }

    [Fact]
    public async Task DisposeAsync_ExitHandlerHangs_EndsItAfterTheGrace()
    {
        TestFolder folder = Folder();
        FileGate gate = folder.Gate();
        FileLedger ended = folder.Ledger();
        FileLedger pids = folder.Ledger("pids");
        Pool pool = Open(workers: 1, new ProcessPoolOptions { ExitGrace = TestTimeouts.Quiet, Initializer = () => AtExit(gate, ended) });
        await pool.PipeAsync(() => pids.Add(Environment.ProcessId)).Soon();
        using var worker = System.Diagnostics.Process.GetProcessById(Pid(pids));

        await pool.DisposeAsync().Soon();

        await worker.WaitForExitAsync().Soon();
        Assert.Equal((1, 0), (gate.Entered, ended.Count));
    }

    [Fact]
    public async Task WorkerHasRunEnough_ItsExitHandlerRunsToItsEnd_AndItsSuccessorDoesNotWait()
    {
        TestFolder folder = Folder();
        FileGate gate = folder.Gate();
        FileLedger ended = folder.Ledger();
        Pool pool = Open(workers: 1, new ProcessPoolOptions { MaxTasksPerWorker = 1, ExitGrace = TestTimeouts.Unexpected, Initializer = () => AtExit(gate, ended) });

        int first = await pool.PipeAsync(static () => Environment.ProcessId).Soon();
        await gate.EnteredAsync();
        int second = await pool.PipeAsync(static () => Environment.ProcessId).Soon();
        gate.Open();
        await ended.ReachesAsync(1);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task DisposeAsync_AfterWork_LogsNoLoss()
    {
        var log = new WarningLog();
        Pool pool = Open(workers: 2, new PoolOptions { Logger = log });
        await pool.MapAsync(static x => x, Enumerable.Range(0, 100)).Soon();

        await pool.DisposeAsync().Soon();

        Assert.Empty(log.Lines);
    }

    private static void AtExit(FileGate gate, FileLedger ended) => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        gate.Pass();
        ended.Add("ended");
    };
}
