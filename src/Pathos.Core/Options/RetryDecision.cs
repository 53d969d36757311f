namespace Pathos;

/// <summary>What a retry policy says of a failed try.</summary>
/// <param name="Delay">How long to wait before the next try; null for no further try.</param>
/// <param name="PolicyError">What the user's part of the policy threw; null when it is well. Then there is no further try, and the task's
/// own exception is what the caller gets.</param>
internal readonly record struct RetryDecision(TimeSpan? Delay, Exception? PolicyError)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static RetryDecision No { get; }

    public static RetryDecision Of(RetryPolicy policy, in FailedTry failed, bool isLoss, RetryState history)
    {
        try
        {
            if (!policy.Allows(failed, isLoss, history))
            {
                return No;
            }

            TimeSpan delay = policy.Delay?.Invoke(failed.Attempt) ?? TimeSpan.Zero;
            return delay <= s_longest
                ? new RetryDecision(delay, null)
                : throw new ArgumentOutOfRangeException(nameof(RetryPolicy.Delay), delay, "RetryPolicy.Delay gave more than a timer can wait (49 days).");
        }
        catch (Exception error)
        {
            return new RetryDecision(null, error);
        }
    }
}
