namespace Pathos;

/// <summary>A batch that waits for a thread, its types forgotten until then.</summary>
internal abstract class QueuedBatch(Batch batch)
{
    public Batch Batch { get; } = batch;

    public abstract ExecutingBatch Start(BatchContext context, PositionCell cell);
}

internal sealed class QueuedBatch<T, R>(Batch<T, R> batch) : QueuedBatch(batch)
{
    public override ExecutingBatch Start(BatchContext context, PositionCell cell) =>
        BatchExecution.Create(batch.Id, batch.Call.Function, batch.Items, batch.FirstIndex, batch.Call.Settings, context, new BatchSink<T, R>(batch), cell);
}
