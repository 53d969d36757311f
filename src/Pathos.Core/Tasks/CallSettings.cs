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

    /// <summary>Gets whether an item may begin again when it is unknown whether it has begun.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Gets the labels that a host must have.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Gets how many pools a task of this call is inside of.</summary>
    public required int Depth { get; init; }

    /// <summary>Gets how many tasks of this process the caller is inside of, beyond the pool's own depth: 0 for a call from outside.
    /// A task only ever waits for calls of a greater level, so a pool that runs each level on threads of its own cannot wait for itself.</summary>
    public int Level { get; init; }

    /// <summary>Gets how many bytes of results may wait, and so how much a lazy sequence may bring.</summary>
    public long MaxBufferedBytes { get; init; } = 256L << 20;

    /// <summary>Gets what its tasks take over from the caller; null for what their threads have.</summary>
    public CallerSurroundings? Surroundings { get; init; }

    /// <summary>Gets the batch of this worker process's hub that the caller is inside of; 0 where there is none.</summary>
    public long HubBatchId { get; init; }

    /// <summary>Gets how many callbacks of this process the caller is inside of: handlers of captured loggers and progress that tasks
    /// told something.</summary>
    public int CallbackLevel { get; init; }
}
