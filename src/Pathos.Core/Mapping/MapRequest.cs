namespace Pathos;

/// <summary>What a verb was asked to do.</summary>
internal sealed record MapRequest<T, R>(Pool Pool, string Verb, TaskFunction<T, R> Function, Delegate Source, MapInput<T> Input, MapOptions Options)
{
    public string Name => Options.Name ?? Verb;

    public CallSettings CreateSettings(bool measuresItems) => new()
    {
        Seed = Options.Seed ?? Pool.Options.Seed ?? Random.Shared.NextInt64(),
        ItemTimeout = Options.ItemTimeout,
        CancelGrace = Options.CancelGrace,
        ConcurrencyPerWorker = Options.ConcurrencyPerWorker,
        MeasuresItems = measuresItems,
        Depth = Pool.Depth + 1,
    };
}
