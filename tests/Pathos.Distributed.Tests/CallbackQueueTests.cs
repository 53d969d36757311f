namespace Pathos.Distributed.Tests;

/// <summary>The threads that run the user's handlers.</summary>
public sealed class CallbackQueueTests
{
    [Fact]
    public async Task Stop_AskedForByAHandler_DoesNotWaitForThatHandler()
    {
        var queue = new CallbackQueue("test", logger: null);
        var isStopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        // As a pool is ended: on another thread, for which the handler waits.
        Task<bool> Stop() => LibraryThreads.Run(() => Task.FromResult(queue.StopAsync(force: false).IsCompleted));
        queue.PostHandler(0, () => isStopped.SetResult(Stop().GetAwaiter().GetResult()), static () => { });

        Assert.True(await isStopped.Task.Soon());
    }

    [Fact]
    public async Task Stop_WhileAHandlerRuns_WaitsForIt()
    {
        var queue = new CallbackQueue("test", logger: null);
        using var go = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.PostHandler(
            0,
            () =>
            {
                entered.SetResult();
                go.Wait();
            },
            static () => { });
        await entered.Task.Soon();

        Task stop = queue.StopAsync(force: false);

        Assert.False(stop.IsCompleted);
        go.Set();
        await stop.Soon();
    }
}
