namespace Pathos;

/// <summary>Why a task failed.</summary>
public enum FailureKind
{
    /// <summary>The user's function threw.</summary>
    UserException,

    /// <summary>The task took longer than <see cref="MapOptions.ItemTimeout"/>.</summary>
    TimedOut,

    /// <summary>The function ended itself with <see cref="OperationCanceledException"/> because a token that it watched was cancelled.</summary>
    Cancelled,

    /// <summary>The worker that executed the task died or fell silent.</summary>
    WorkerLost,

    /// <summary>The argument, the function or the result cannot travel, or code of the program threw while it was written or read: a getter, a comparer, a hash code, a converter.
    /// The exception is that code's own then, and <see cref="TaskData.Path"/> tells the place.</summary>
    NotShippable,

    /// <summary>The function threw <see cref="OutOfMemoryException"/>, or its worker was ended because it was far over <see cref="PoolOptions.MaxMemoryPerWorker"/>.</summary>
    OutOfMemory,
}
