namespace Pathos.Worker;

/// <summary>Cancellation tokens that functions captured at the caller: each has a twin here, cancelled when the hub says so.</summary>
/// <remarks>A worker hears of every token that is cancelled, also of those that it never gets. Of a cancelled one it keeps the number
/// alone.</remarks>
internal sealed class RemoteTokens
{
    // The lowest numbers have a meaning of their own.
    private const int FirstId = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, CancellationTokenSource> _twins = [];
    private readonly NumberSet _cancelled = new(FirstId);

    public CancellationToken Get(int id)
    {
        lock (_gate)
        {
            if (_cancelled.Contains(id))
            {
                return new CancellationToken(canceled: true);
            }

            if (!_twins.TryGetValue(id, out CancellationTokenSource? twin))
            {
                twin = new CancellationTokenSource();
                _twins.Add(id, twin);
            }

            return twin.Token;
        }
    }

    /// <summary>Tokens may be cancelled before a function that captured them is rebuilt here.</summary>
    public void Cancel(int first, int count)
    {
        List<CancellationTokenSource> twins = [];
        lock (_gate)
        {
            for (int id = first; id < first + count; id++)
            {
                _cancelled.Add(id);
                if (_twins.Remove(id, out CancellationTokenSource? twin))
                {
                    twins.Add(twin);
                }
            }
        }

        foreach (CancellationTokenSource twin in twins)
        {
            // The user's callbacks run on the thread pool, not on the thread that reads; what they throw is theirs.
            twin.CancelAsync().ContinueWith(
                static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
