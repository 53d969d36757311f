namespace Pathos;

/// <summary>Hides this thread's synchronization context while the thread is blocked on the user's async code:
/// a continuation that was posted to the context would wait for the thread that waits for it.</summary>
internal readonly struct BlockedContext : IDisposable
{
    private readonly SynchronizationContext? _hidden = SynchronizationContext.Current;

    public BlockedContext()
    {
        if (_hidden is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    public void Dispose()
    {
        if (_hidden is not null)
        {
            SynchronizationContext.SetSynchronizationContext(_hidden);
        }
    }
}
