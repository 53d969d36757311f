namespace Pathos;

/// <summary>Stops a call when its caller cancels it or its time is up.</summary>
internal sealed class CallLimits : IDisposable
{
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer? _timer;

    public CallLimits(IActiveCall call, TimeSpan? timeout, string name, CancellationToken cancellationToken)
    {
        _registration = cancellationToken.UnsafeRegister(_ => call.Stop(new OperationCanceledException(cancellationToken)), null);
        if (timeout is { } limit)
        {
            _timer = LibraryTime.Shared.CreateTimer(
                _ => call.Stop(new TimeoutException($"{name} took longer than its Timeout ({limit}); what had not ended was cancelled. Raise MapOptions.Timeout, or give it less to do.")),
                null,
                limit,
                Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        // Not Dispose: that waits for a callback in progress, and the callback may be waiting for a lock of ours. A late stop finds the call over.
        _registration.Unregister();
        _timer?.Dispose();
    }
}
