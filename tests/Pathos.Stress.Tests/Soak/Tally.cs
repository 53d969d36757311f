namespace Pathos.Stress.Tests;

/// <summary>What the scenarios of a soak got back. Written by many threads.</summary>
internal sealed class Tally
{
    private long _tasks;
    private long _lost;
    private long _duplicated;
    private long _wrong;
    private long _cancelled;
    private long _failed;

    public long Tasks => Interlocked.Read(ref _tasks);

    public long Lost => Interlocked.Read(ref _lost);

    public long Duplicated => Interlocked.Read(ref _duplicated);

    public long Wrong => Interlocked.Read(ref _wrong);

    public long Cancelled => Interlocked.Read(ref _cancelled);

    public long Failed => Interlocked.Read(ref _failed);

    public void CountCancelled() => Interlocked.Increment(ref _cancelled);

    public void CountFailed() => Interlocked.Increment(ref _failed);

    /// <summary>Takes what a call delivered: each index should have come once, with its own value.</summary>
    /// <param name="expected">How many items the call had.</param>
    /// <param name="delivered">What came, as (index, whether the value is the right one).</param>
    /// <param name="isWhole">Whether all of it was consumed.</param>
    public void Take(int expected, IEnumerable<(long Index, bool IsRight)> delivered, bool isWhole = true)
    {
        var seen = new bool[expected];
        int count = 0;
        foreach ((long index, bool isRight) in delivered)
        {
            if (index < 0 || index >= expected || !isRight)
            {
                Interlocked.Increment(ref _wrong);
            }
            else if (seen[index])
            {
                Interlocked.Increment(ref _duplicated);
            }
            else
            {
                seen[index] = true;
                count++;
            }
        }

        Interlocked.Add(ref _tasks, count);
        if (isWhole)
        {
            Interlocked.Add(ref _lost, expected - count);
        }
    }
}
