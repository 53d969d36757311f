namespace Pathos;

/// <summary>A worker that is gone: who it was, what was noticed, and how it ended once that is known.</summary>
/// <param name="Exit">Completes when the exit code and the last error output are there; never fails, and within a bound.
/// A retry does not wait for it; only the exception does.</param>
/// <param name="ProcessId">Its process, by which its traces on the host are found; null where it had none of its own.</param>
internal sealed record WorkerLoss(string Worker, int? ProcessId, string Host, string Reason, Task<WorkerExit> Exit)
{
    /// <summary>Gets whether it was ended because it was far over its limit of memory.</summary>
    public bool IsOutOfMemory { get; init; }

    internal const string Gone = "The worker is gone:";
    internal const string Silent = "The worker stopped answering heartbeats and was ended:";
}

/// <summary>How a worker's process ended.</summary>
internal sealed record WorkerExit(int? ExitCode, int? Signal, IReadOnlyList<string> LastErrorLines)
{
    internal static readonly WorkerExit Unknown = new(null, null, []);

    /// <summary>Gets whether the signal came from its pool, and not from outside.</summary>
    public bool IsByPool { get; init; }
}
