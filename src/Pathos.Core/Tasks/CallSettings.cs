namespace Pathos;

/// <summary>What a worker must know of a call besides its function.</summary>
internal sealed record CallSettings
{
    public required long Seed { get; init; }

    public required TimeSpan? ItemTimeout { get; init; }

    public required TimeSpan CancelGrace { get; init; }

    public required int ConcurrencyPerWorker { get; init; }

    /// <summary>Gets whether the duration of every item is wanted, not only of the batch.</summary>
    public required bool MeasuresItems { get; init; }

    /// <summary>Gets how many pools a task of this call is inside of.</summary>
    public required int Depth { get; init; }
}
