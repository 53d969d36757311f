namespace Pathos;

/// <summary>Where an executing batch puts the ends of its items. One caller at a time; positions come at most once.</summary>
/// <remarks>The batch calls <see cref="Values"/>, <see cref="Failed"/> and <see cref="Flush"/> under its lock, so they call no code of the user's. Where such code has to run
/// before results can leave, that is left to <see cref="Drain"/>.</remarks>
internal interface IBatchSink<R>
{
    /// <summary>Gets where the results are wanted in the end, so that they are written there at once; empty when the batch keeps them itself.</summary>
    Memory<R> Destination { get; }

    /// <summary>Items ended well. The memory does not change any more.</summary>
    void Values(int start, ReadOnlyMemory<R> values, ReadOnlySpan<long> durations);

    void Failed(int position, in TaskFailure failure);

    /// <summary>What was put so far should leave now.</summary>
    /// <param name="isLast">Whether the batch has ended, so nothing follows.</param>
    /// <param name="elapsed">How long the batch has been executing.</param>
    void Flush(bool isLast, TimeSpan elapsed);

    /// <summary>Gets whether code of the user's has to run before results can leave.</summary>
    bool RunsForeignCode => false;

    /// <summary>Gets the item for whose end such code runs, and since when, as a timestamp; null when none does. The monitor asks.</summary>
    (int Position, long Since)? Writing => null;

    /// <summary>Does what was left to do. Never called under a lock.</summary>
    /// <param name="mayWait">Whether the caller may wait for code of the user's. The monitor may not.</param>
    void Drain(bool mayWait)
    {
    }

    /// <summary>Tells the failure of an item at once, past everything that waits: the lane is given up, and what waits may wait for ever.</summary>
    /// <param name="elapsed">How long the batch has been executing.</param>
    void FailAside(int position, in TaskFailure failure, TimeSpan elapsed)
    {
        Failed(position, failure);
        Flush(isLast: false, elapsed);
    }
}
