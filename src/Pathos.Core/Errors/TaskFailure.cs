namespace Pathos;

/// <summary>How a backend reports that one item failed. Either the exception is known, or the worker is lost and its details follow.</summary>
internal readonly record struct TaskFailure(FailureKind Kind, Exception? Exception, WorkerLoss? Loss)
{
    /// <summary>Gets how long the item ran, where that was measured.</summary>
    public TimeSpan Duration { get; init; }

    internal static TaskFailure Lost(WorkerLoss loss) => new(loss.IsOutOfMemory ? FailureKind.OutOfMemory : FailureKind.WorkerLost, null, loss);

    internal static TaskFailure Threw(Exception exception) => new(KindOf(exception), exception, null);

    internal static TaskFailure NotShippable(Exception exception) => new(FailureKind.NotShippable, exception, null);

    internal static TaskFailure TimedOut(long index, TimeSpan limit) => new(
        FailureKind.TimedOut,
        new TimeoutException($"Item {index} took longer than ItemTimeout ({limit}); it was cancelled. Raise MapOptions.ItemTimeout, or make the function quicker."),
        null);

    private static FailureKind KindOf(Exception exception) => exception switch
    {
        OutOfMemoryException => FailureKind.OutOfMemory,

        // A client that gives up waiting cancels a token of its own and says so by what is inside: that is a failure like others, and worth a retry.
        OperationCanceledException { CancellationToken.IsCancellationRequested: true, InnerException: not TimeoutException } => FailureKind.Cancelled,
        _ => FailureKind.UserException,
    };
}
