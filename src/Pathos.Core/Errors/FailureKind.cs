namespace Pathos;

/// <summary>Why a task failed.</summary>
public enum FailureKind
{
    /// <summary>The user's function threw.</summary>
    UserException,

    /// <summary>The task took longer than <see cref="MapOptions.ItemTimeout"/>.</summary>
    TimedOut,

    /// <summary>The map was cancelled, or the pool was terminated, before the task ended.</summary>
    Cancelled,

    /// <summary>The worker that executed the task died or fell silent.</summary>
    WorkerLost,

    /// <summary>The argument, the function or the result cannot travel.</summary>
    NotShippable,
}
