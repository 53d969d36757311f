namespace Pathos;

/// <summary>How often a task is tried again, counted apart for lost workers and for tries that left their worker alive.</summary>
/// <remarks>A task that only waited on a worker when it died is never counted as tried.</remarks>
public sealed record RetryPolicy
{
    /// <summary>Gets the default: 2 more tries after a lost worker, none after an exception.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>Gets the policy that tries everything once.</summary>
    public static RetryPolicy None { get; } = new() { LostWorkerRetries = 0 };

    /// <summary>Gets how many more times a task is tried whose worker was lost, also by using too much memory. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int LostWorkerRetries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(LostWorkerRetries));
            field = value;
        }
    } = 2;

    /// <summary>Gets how many more times a task is tried that failed and left its worker alive. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int ExceptionRetries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(ExceptionRetries));
            field = value;
        }
    }

    /// <summary>Gets the wait before a task is tried again: given the number of the failed attempt (1 for the first), returns the delay. Null, the default: none.
    /// <see cref="After"/> and <see cref="Backoff"/> make the usual ones. If it throws, the task is not tried again, and its exception has
    /// the other one under <see cref="TaskData.RetryPolicyError"/>.</summary>
    public Func<int, TimeSpan>? Delay { get; init; }

    /// <summary>Gets which failures are worth another try within its budget. Null, the default: exceptions, lost workers and lack of memory;
    /// not time limits, cancellations and what cannot travel, which end the same way again. If it throws, the task is not tried again, and
    /// its exception has the other one under <see cref="TaskData.RetryPolicyError"/>.</summary>
    /// <example><code>ShouldRetry = failed => failed.Kind is FailureKind.TimedOut || failed.Exception is HttpRequestException</code></example>
    public Func<FailedTry, bool>? ShouldRetry { get; init; }

    /// <summary>Makes a <see cref="Delay"/> that is always the same.</summary>
    /// <param name="delay">How long to wait.</param>
    /// <returns>The delay of every attempt.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static Func<int, TimeSpan> After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return _ => delay;
    }

    /// <summary>Makes a <see cref="Delay"/> that doubles with every attempt, less up to half of it by chance: tasks that failed together do not come back together.</summary>
    /// <param name="first">The delay after the first attempt.</param>
    /// <param name="longest">What it never exceeds; null for one minute.</param>
    /// <returns>The delay of an attempt.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not positive.</exception>
    public static Func<int, TimeSpan> Backoff(TimeSpan first, TimeSpan? longest = null)
    {
        TimeSpan most = longest ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(most, TimeSpan.Zero, nameof(longest));
        return attempt =>
        {
            double grown = Math.Min(first.TotalMilliseconds * Math.Pow(2, attempt - 1), most.TotalMilliseconds);
            return TimeSpan.FromMilliseconds(grown * (0.5 + (Random.Shared.NextDouble() / 2)));
        };
    }

    /// <summary>Whether there is another try.</summary>
    /// <param name="history">The tries so far, this one included.</param>
    internal bool Allows(in FailedTry failed, bool isLoss, RetryState history)
    {
        bool isWithinBudget = isLoss ? history.Losses <= LostWorkerRetries : history.Exceptions <= ExceptionRetries;
        return isWithinBudget && (ShouldRetry is null ? IsWorthIt(failed.Kind) : ShouldRetry(failed));
    }

    private static bool IsWorthIt(FailureKind kind) => kind is FailureKind.UserException or FailureKind.WorkerLost or FailureKind.OutOfMemory;
}
