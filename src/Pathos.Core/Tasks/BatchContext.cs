namespace Pathos;

/// <summary>What all tasks of one batch share.</summary>
internal sealed record BatchContext
{
    /// <summary>Gets the batch that the hub of this worker process knows, also in a pool that its task uses; 0 where there is
    /// none.</summary>
    public long HubBatchId { get; init; }

    public required string Worker { get; init; }

    public required int Attempt { get; init; }

    public required long Seed { get; init; }

    /// <summary>Gets how many pools this task is inside of.</summary>
    public required int Depth { get; init; }

    /// <summary>Gets the cores left to this worker.</summary>
    public required int Cores { get; init; }

    public Action<TaskReport>? Report { get; init; }

    /// <summary>Gets what hears where items begin, and which are not wanted any more; null where they leave nothing that is told
    /// apart.</summary>
    public IItemTraces? Traces { get; init; }
}
