namespace Pathos;

/// <summary>Reports to the batch itself: for backends that run in the caller's process.</summary>
internal sealed class BatchSink<T, R>(Batch<T, R> batch) : IBatchSink<R>
{
    public Memory<R> Destination => batch.Call.DestinationOf(batch);

    public void Values(int start, ReadOnlyMemory<R> values, ReadOnlySpan<long> durations) => batch.Succeed(start, values.Span, durations);

    public void Failed(int position, in TaskFailure failure) => batch.Fail(position, failure);

    public void Flush(bool isLast, TimeSpan elapsed) => batch.Duration = elapsed;
}
