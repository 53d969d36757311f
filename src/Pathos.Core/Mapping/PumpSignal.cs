namespace Pathos;

/// <summary>What a map's driver waits on: something has changed since it last looked. One waiter, many setters, no waking twice for one look.</summary>
/// <remarks>The blocking verbs drive their map on the caller's own thread: their wait blocks and comes back completed, so the driver, written once
/// as an async method, never leaves that thread. A map then needs no thread pool, however many callers block theirs.</remarks>
internal sealed class PumpSignal(bool isBlocking)
{
    private readonly SemaphoreSlim _raised = new(0);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _raised.Release();
        }
    }

    public ValueTask WaitAsync()
    {
        if (isBlocking)
        {
            _raised.Wait();
            Volatile.Write(ref _isSet, 0);
            return ValueTask.CompletedTask;
        }

        return new ValueTask(WaitAndResetAsync());
    }

    private async Task WaitAndResetAsync()
    {
        await _raised.WaitAsync().OnLibraryThreads();
        Volatile.Write(ref _isSet, 0);
    }
}
