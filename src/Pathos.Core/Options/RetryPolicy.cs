namespace Pathos;

/// <summary>How often a task is tried again, counted apart for lost workers and for exceptions of the user's function.</summary>
/// <remarks>A task that only waited on a worker when it died is never counted as tried.</remarks>
public sealed record RetryPolicy
{
    /// <summary>Gets the default: 2 more tries after a lost worker, none after an exception.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>Gets the policy that tries everything once.</summary>
    public static RetryPolicy None { get; } = new() { LostWorkerRetries = 0 };

    /// <summary>Gets how many more times a task is tried whose worker was lost. Default 2.</summary>
    public int LostWorkerRetries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(LostWorkerRetries));
            field = value;
        }
    } = 2;

    /// <summary>Gets how many more times a task is tried whose function threw. Default 0.</summary>
    public int ExceptionRetries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(ExceptionRetries));
            field = value;
        }
    }

    /// <summary>Gets the wait before a task is tried again: given the number of the failed attempt (1 for the first), returns the delay. Default: none.</summary>
    public Func<int, TimeSpan>? Delay { get; init; }

    /// <summary>Gets a filter on the exceptions worth another try. Default: all of them. Not asked for lost workers.</summary>
    public Func<Exception, bool>? ShouldRetry { get; init; }

    internal bool Allows(in TaskFailure failure, int losses, int exceptions) => failure.Kind switch
    {
        FailureKind.WorkerLost => losses <= LostWorkerRetries,
        FailureKind.UserException => exceptions <= ExceptionRetries && (ShouldRetry is null || ShouldRetry(failure.Exception!)),
        _ => false,
    };
}
