namespace Pathos;

/// <summary>Where an executing batch puts the ends of its items. One caller at a time; positions come at most once.</summary>
internal interface IBatchSink<R>
{
    void Values(int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations);

    void Failed(int position, in TaskFailure failure);

    /// <summary>What was put so far should leave now.</summary>
    /// <param name="isLast">Whether the batch has ended, so nothing follows.</param>
    /// <param name="elapsed">How long the batch has been executing.</param>
    void Flush(bool isLast, TimeSpan elapsed);
}
