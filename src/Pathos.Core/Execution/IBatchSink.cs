namespace Pathos;

/// <summary>Where an executing batch puts the ends of its items. One caller at a time; positions come at most once.</summary>
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
}
