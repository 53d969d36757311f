namespace Pathos.Worker;

/// <summary>Cancellation tokens that functions captured at the caller: each has a twin here, cancelled when the hub says so.</summary>
internal sealed class RemoteTokens
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, CancellationTokenSource> _twins = [];

    public CancellationToken Get(long id)
    {
        lock (_gate)
        {
            return TwinOf_NeedsLock(id).Token;
        }
    }

    /// <summary>The token may be cancelled before a function that captured it is rebuilt here.</summary>
    public void Cancel(long id)
    {
        CancellationTokenSource twin;
        lock (_gate)
        {
            twin = TwinOf_NeedsLock(id);
        }

        // The user's callbacks run on the thread pool, not on the thread that reads; what they throw is theirs.
        twin.CancelAsync().ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private CancellationTokenSource TwinOf_NeedsLock(long id)
    {
        if (!_twins.TryGetValue(id, out CancellationTokenSource? twin))
        {
            twin = new CancellationTokenSource();
            _twins.Add(id, twin);
        }

        return twin;
    }
}
