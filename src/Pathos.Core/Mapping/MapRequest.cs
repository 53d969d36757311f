namespace Pathos;

/// <summary>What a verb was asked to do.</summary>
internal sealed record MapRequest<T, R>(Pool Pool, string Verb, TaskFunction<T, R> Function, Delegate Source, MapInput<T> Input, MapOptions Options)
{
    // Taken with the request, so by the caller of the verb: a stream begins later, and perhaps elsewhere.
    private readonly CallerSurroundings _surroundings = CallerSurroundings.Capture(Options.CarriesBaggage);

    public string Name => Options.Name ?? Verb;

    /// <exception cref="PoolOpenException">The call is inside too many tasks.</exception>
    public CallSettings CreateSettings(bool measuresItems) => new()
    {
        Seed = Options.Seed ?? Options.Journal?.SeedOf(Function) ?? Pool.Options.Seed ?? Random.Shared.NextInt64(),
        ItemTimeout = Options.ItemTimeout,
        CancelGrace = Options.CancelGrace,
        ConcurrencyPerWorker = Options.ConcurrencyPerWorker,
        MeasuresItems = measuresItems,
        MaxBufferedBytes = Options.MaxBufferedBytes,
        IsRepeatable = Options.IsRepeatable,
        Resources = Options.Resources,
        Depth = PoolDepth.Enter(Pool.Name, Pool.Depth) + 1,
        Level = Math.Max(0, TaskContext.Current.Depth - Pool.Depth),
        Surroundings = _surroundings,
        HubBatchId = TaskContext.Current.HubBatchId,
        CallbackLevel = CallbackScope.Level,
    };
}
