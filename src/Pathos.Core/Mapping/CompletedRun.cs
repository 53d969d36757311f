namespace Pathos;

/// <summary>Results as a stream, as they finish.</summary>
internal sealed class CompletedRun<T, R>(MapRequest<T, R> request, StreamTokens tokens)
    : StreamRun<T, R, R>(request, tokens, ErrorPolicy.FailFast, measuresItems: false)
{
    private readonly Queue<Ready> _finished = new();

    protected override void Collect_NeedsLock(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations) =>
        _finished.Enqueue(Waiting_NeedsLock(values.ToArray(), batch));

    protected override void CollectFailure_NeedsLock(in FailedItem item, Exception error)
    {
        // A failure is part of the verdict; the stream itself holds results only.
    }

    protected override bool TryTake_NeedsLock(out Ready ready) => _finished.TryDequeue(out ready);
}
