namespace Pathos;

/// <summary>Results as a stream, in input order.</summary>
internal sealed class OrderedRun<T, R>(MapRequest<T, R> request, StreamTokens tokens)
    : StreamRun<T, R, R>(request, tokens, ErrorPolicy.FailFast, measuresItems: false)
{
    // Finished runs by the index of their first item. Runs never overlap and together cover the input, so the next one is found by the next index.
    private readonly Dictionary<long, Ready> _finished = [];
    private long _next;

    protected override bool StopsAtFirstFailure => false;

    protected override void Collect_NeedsLock(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations) =>
        _finished.Add(batch.FirstIndex + start, Waiting_NeedsLock(values.ToArray(), batch));

    protected override void CollectFailure_NeedsLock(in FailedItem item, Exception error) =>
        // It waits behind what comes before it, as a result does, and takes a place as a result does.
        _finished.Add(item.Index, Failed_NeedsLock(error));

    protected override bool TryTake_NeedsLock(out Ready ready)
    {
        while (_finished.Remove(_next, out ready))
        {
            if (ready.Error is null)
            {
                _next += ready.Items.Length;
                return true;
            }

            _next++;
            Skipped_NeedsLock();
            if (ReferenceEquals(Errors, ErrorPolicy.FailFast))
            {
                return true;
            }
        }

        return false;
    }
}
