using Xunit;

namespace Pathos;

/// <summary>No worker is left out, and what was told by an event is told to workers that join late.</summary>
public abstract partial class ProcessPoolContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RunOnAllAsync_RightAfterADeath_CallsTheSuccessorToo(int workers)
    {
        Pool pool = Open(workers);
        for (int round = 0; round < 3; round++)
        {
            await Assert.ThrowsAsync<WorkerLostException>(() => pool.PipeAsync(static () => Environment.Exit(3), new MapOptions { Retry = RetryPolicy.None }).Soon());

            int[] processes = await pool.RunOnAllAsync(static () => Environment.ProcessId).Soon();

            Assert.Equal(workers, processes.Distinct().Count());
            Assert.Equal(workers, processes.Length);
        }
    }

    [Fact]
    public async Task RunOnAllAsync_WhileWorkersAreRecycled_EveryPlaceAnswers()
    {
        Pool pool = Open(workers: 2, new ProcessPoolOptions { MaxTasksPerWorker = 1 });

        for (int round = 0; round < 5; round++)
        {
            int[] answers = await pool.RunOnAllAsync(static () => 1).Soon();

            Assert.Equal(2, answers.Length);
        }
    }

    [Fact]
    public async Task CapturedToken_CancelledBeforeItsWorkerIsReady_IsCancelledThere()
    {
        FileGate gate = Folder().Gate();
        Pool pool = Open(workers: 1, new PoolOptions { Initializer = () => gate.Pass() });
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;

        // The function travels while the worker starts, and the event comes before the worker is there.
        Task<bool> captured = Background(() => pool.PipeAsync(() => token.IsCancellationRequested));
        await gate.EnteredAsync();
        await source.CancelAsync();
        gate.Open();

        Assert.True(await captured);
    }

    [Fact]
    public async Task CapturedToken_CancelledBetweenAWorkerAndItsSuccessor_IsCancelledThere()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        FileLedger pids = Folder().Ledger();
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        Task<bool> call = Background(() => pool.PipeAsync(() =>
        {
            if (TaskContext.Current.Attempt == 1)
            {
                pids.Add(Environment.ProcessId);
                gate.Pass();
            }

            return token.IsCancellationRequested;
        }));
        await gate.EnteredAsync();

        // The same bytes of the function go to the successor, which did not hear the event.
        await source.CancelAsync();
        Kill(Pid(pids), SigKill);

        Assert.True(await call);
    }
}
