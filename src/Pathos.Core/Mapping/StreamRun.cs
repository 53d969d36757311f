using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>A map whose results are taken one by one. The consumer's own steps drive it; what it has not consumed counts against the window.</summary>
/// <typeparam name="T">An input.</typeparam>
/// <typeparam name="R">A result.</typeparam>
/// <typeparam name="TOut">What the consumer gets for an item.</typeparam>
internal abstract class StreamRun<T, R, TOut>(MapRequest<T, R> request, ErrorPolicy defaultErrors, bool measuresItems)
    : MapRun<T, R>(request, isBlocking: false, defaultErrors, measuresItems)
{
    private long _unconsumed;
    private long _unconsumedBytes;

    protected override bool IsStreaming => true;

    protected override long Unconsumed_NeedsLock => _unconsumed;

    protected override long UnconsumedBytes_NeedsLock => _unconsumedBytes;

    public async IAsyncEnumerator<TOut> RunAsync(CancellationToken cancellationToken)
    {
        using IDisposable limits = WatchLimits(cancellationToken);
        try
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            bool isDone = false;
            while (!isDone)
            {
                isDone = Advance();
                while (TryTake(out Ready ready))
                {
                    for (int item = 0; item < ready.Items.Length; item++)
                    {
                        yield return ready.Items[item];
                        Consumed(ready, item);
                    }

                    if (ready.Error is not null)
                    {
                        ExceptionDispatchInfo.Throw(ready.Error);
                    }

                    // Room has come free: the workers get their next items before the consumer gets its next results.
                    isDone = Advance();
                }

                if (!isDone)
                {
                    await Signal.WaitAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }

        if (Verdict() is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        ThrowInputFailure();
    }

    /// <summary>Takes what the consumer may have next, or nothing. Under the gate.</summary>
    protected abstract bool TryTake_NeedsLock(out Ready ready);

    /// <summary>Counts results that now wait for the consumer.</summary>
    /// <param name="batch">The batch that gave them; null for a failure, which has no result to hold.</param>
    protected Ready Waiting_NeedsLock(TOut[] items, Batch<T, R>? batch)
    {
        // A batch's result bytes so far, spread over its items: exact enough for a bound, and it needs no bookkeeping per item.
        long bytesPerItem = batch is null ? 0 : batch.ResultBytes / Math.Max(1, batch.Count);
        _unconsumed += items.Length;
        _unconsumedBytes += bytesPerItem * items.Length;
        return new Ready(items, bytesPerItem, null);
    }

    /// <summary>Counts a failure that now waits for its place in the stream.</summary>
    protected Ready Failed_NeedsLock(Exception error)
    {
        _unconsumed++;
        return new Ready([], 0, error);
    }

    /// <summary>A failure has come to its place.</summary>
    protected void Skipped_NeedsLock() => _unconsumed--;

    private bool TryTake(out Ready ready)
    {
        lock (Gate)
        {
            return TryTake_NeedsLock(out ready);
        }
    }

    private void Consumed(in Ready ready, int item)
    {
        // Nearly always a whole run is consumed before the window matters, so it is booked at its end; a consumer that stops early takes the run with it.
        if (item == ready.Items.Length - 1)
        {
            lock (Gate)
            {
                _unconsumed -= ready.Items.Length;
                _unconsumedBytes -= ready.BytesPerItem * ready.Items.Length;
            }
        }
    }

    /// <summary>Consecutive results for the consumer, or the error that ends the stream here.</summary>
    protected readonly record struct Ready(TOut[] Items, long BytesPerItem, Exception? Error);
}
