namespace Pathos;

/// <summary>Chooses how a batch executes: one item after another, or several in flight.</summary>
internal static class BatchExecution
{
    public static ExecutingBatch Create<T, R>(
        long id, TaskFunction<T, R> function, ReadOnlyMemory<T> items, long firstIndex, CallSettings settings, BatchContext context, IBatchSink<R> sink, PositionCell cell) =>
        IsConcurrent(function, settings)
            ? new ConcurrentBatch<T, R>(id, function, items, firstIndex, settings, context, sink, cell)
            : new SequentialBatch<T, R>(id, function, items, firstIndex, settings, context, sink, cell);

    public static bool IsConcurrent<T, R>(TaskFunction<T, R> function, CallSettings settings) =>
        function.IsAsync && settings.ConcurrencyPerWorker > 1;
}
