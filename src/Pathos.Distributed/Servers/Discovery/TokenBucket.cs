namespace Pathos.Distributed;

/// <summary>Lets things happen so often on average, and so many at once. For one thread at a time.</summary>
/// <param name="capacity">How many at once.</param>
/// <param name="interval">After how long one more may happen.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(int capacity, TimeSpan interval, TimeProvider time)
{
    // How far ahead of the clock what happened has been paid for: a full bucket is one that owes nothing.
    private TimeSpan _owed;
    private long _since = time.GetTimestamp();

    public bool TryTake()
    {
        long now = time.GetTimestamp();
        TimeSpan owed = _owed - time.GetElapsedTime(_since, now);
        (_owed, _since) = (owed > TimeSpan.Zero ? owed : TimeSpan.Zero, now);
        if (_owed + interval > interval * capacity)
        {
            return false;
        }

        _owed += interval;
        return true;
    }
}
