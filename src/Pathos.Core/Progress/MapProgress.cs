namespace Pathos;

/// <summary>How far a call has come.</summary>
public sealed record MapProgress
{
    /// <summary>Gets the call's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how many items have ended well.</summary>
    public required long Succeeded { get; init; }

    /// <summary>Gets how many items have failed for good.</summary>
    public required long Failed { get; init; }

    /// <summary>Gets how many items are queued or running.</summary>
    public required long InFlight { get; init; }

    /// <summary>Gets how many items there are in all, or null while the input has not ended and does not tell.</summary>
    public required long? Total { get; init; }

    /// <summary>Gets the time since the call began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets whether this is the last report of the call.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>Gets what a task said last through <see cref="TaskContext.Report"/>, or null.</summary>
    public TaskReport? LastReport { get; init; }

    /// <summary>Gets the items that have ended.</summary>
    public long Completed => Succeeded + Failed;

    /// <summary>Gets the ended items per second, 0 at the start.</summary>
    public double ItemsPerSecond => Elapsed > TimeSpan.Zero ? Completed / Elapsed.TotalSeconds : 0;

    /// <summary>Gets the estimated time to the end at the mean speed so far, or null while it cannot be told.</summary>
    public TimeSpan? Remaining => Total is { } total && Completed > 0 ? Elapsed * ((double)(total - Completed) / Completed) : null;
}
