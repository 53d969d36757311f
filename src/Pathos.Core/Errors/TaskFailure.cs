namespace Pathos;

/// <summary>How a backend reports that one item failed. Either the exception is known, or the worker is lost and its details follow.</summary>
internal readonly record struct TaskFailure(FailureKind Kind, Exception? Exception, WorkerLoss? Loss)
{
    /// <summary>Gets how long the item ran, where that was measured.</summary>
    public TimeSpan Duration { get; init; }

    internal static TaskFailure Lost(WorkerLoss loss) => new(FailureKind.WorkerLost, null, loss);

    internal static TaskFailure Threw(Exception exception) => new(FailureKind.UserException, exception, null);

    internal static TaskFailure NotShippable(Exception exception) => new(FailureKind.NotShippable, exception, null);

    internal static TaskFailure TimedOut(long index, TimeSpan limit) => new(
        FailureKind.TimedOut,
        new TimeoutException($"Item {index} took longer than ItemTimeout ({limit}); it was cancelled. Raise MapOptions.ItemTimeout, or make the function quicker."),
        null);
}
