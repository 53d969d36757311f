namespace Pathos;

/// <summary>The cancellation token of a running item, made only when someone asks for it: most tasks never do, and a source for each would cost more than they.</summary>
internal sealed class ItemToken
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _source;
    private bool _isCancelled;

    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                _source ??= _isCancelled ? Cancelled() : new CancellationTokenSource();
                return _source.Token;
            }
        }
    }

    /// <summary>Cancels the item. The user's callbacks never run on the thread that watches or reads.</summary>
    public void Cancel()
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            _isCancelled = true;
            source = _source;
        }

        // Callbacks that throw are the user's; the task that registered them still ends, or is given up after its grace.
        if (source is not null)
        {
            LibraryThreads.Run(static state => ((CancellationTokenSource)state!).Cancel(), source)
                .ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared);
        }
    }

    /// <summary>Gives the next item a token of its own, if this one was used up. The source is not disposed: code of the old item may still hold its token.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _isCancelled = false;
            _source = null;
        }
    }

    private static CancellationTokenSource Cancelled()
    {
        var source = new CancellationTokenSource();
        source.Cancel();
        return source;
    }
}
