namespace Pathos;

/// <summary>Every item's outcome as a stream, as they end.</summary>
internal sealed class OutcomeRun<T, R>(MapRequest<T, R> request, StreamTokens tokens)
    : StreamRun<T, R, Outcome<R>>(request, tokens, ErrorPolicy.DeliverAll, measuresItems: true)
{
    private readonly Queue<Ready> _finished = new();

    protected override void Collect_NeedsLock(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        var outcomes = new Outcome<R>[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            outcomes[i] = new Outcome<R>(
                batch.FirstIndex + start + i, values[i], error: null, failure: null, batch.Worker, batch.Attempt, durations.IsEmpty ? TimeSpan.Zero : new TimeSpan(durations[i]));
        }

        _finished.Enqueue(Waiting_NeedsLock(outcomes, batch));
    }

    protected override void CollectFailure_NeedsLock(in FailedItem item, Exception error) =>
        _finished.Enqueue(Waiting_NeedsLock([new Outcome<R>(item.Index, default!, error, item.Failure.Kind, item.Worker, item.Attempt, item.Duration)], batch: null));

    protected override bool TryTake_NeedsLock(out Ready ready) => _finished.TryDequeue(out ready);
}
