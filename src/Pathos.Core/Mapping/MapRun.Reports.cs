namespace Pathos;

internal abstract partial class MapRun<T, R>
{
    public override void OnValues(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        if (!TryRecord(batch, start, values))
        {
            return;
        }

        lock (Gate)
        {
            if (batch.Race is { } race)
            {
                TakeValues_NeedsLock(race, batch, start, values, durations);
            }
            else
            {
                TakeValues_NeedsLock(batch, start, values, durations);
            }
        }

        if (IsStreaming || _progress is not null)
        {
            _signal.Set();
        }
    }

    private void TakeValues_NeedsLock(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        _succeeded += values.Length;
        _inFlightItems -= values.Length;
        Collect_NeedsLock(batch, start, values, durations);
    }

    public override void OnFailure(Batch<T, R> batch, int position, in TaskFailure failure)
    {
        lock (Gate)
        {
            // It stays in flight until it is decided: an item that waits for another try keeps its place in the window.
            var item = new FailedItem(
                batch.Items.Span[position], batch.FirstIndex + position, batch.Attempt, (batch.History ?? RetryState.None).After(failure), failure, batch.Worker, failure.Duration > TimeSpan.Zero ? failure.Duration : batch.Duration);
            if (batch.Race is not { } race || TakesFailure_NeedsLock(race, batch, item))
            {
                _undecided.Enqueue(item);
            }
        }

        // Inline, this thread is the driver itself, inside Submit: it must learn now that the map may be over, not after the rest of the batch.
        if (_backend.RunsInline && Settings.ItemTimeout is null)
        {
            DecideFailures();
            if (IsOver)
            {
                _backend.Cancel(this);
            }
        }

        _signal.Set();
    }

    public override void OnCompleted(Batch<T, R> batch)
    {
        lock (Gate)
        {
            _inFlightBatches -= batch.IsBeaten ? 0 : 1;
            if (batch.IsAccounted)
            {
                _inFlightBytes -= batch.ArgumentBytes;
            }

            batch.IsAccounted = true;
            _running.Remove(batch);
            if (batch.Race is { HasTwin: true } race)
            {
                EndSide_NeedsLock(race, batch);
            }
            else if (TakeBack_NeedsLock(batch) is var ended && ended > 0 && batch.Duration > TimeSpan.Zero)
            {
                _chunker!.Learn(ended, batch.Duration, batch.ArgumentBytes + batch.ResultBytes);
                _durations.Add(batch.Duration / ended);
            }
        }

        _signal.Set();
    }

    /// <summary>Puts what the backend gave back unreported in line again.</summary>
    /// <returns>How many items were reported.</returns>
    private int TakeBack_NeedsLock(Batch<T, R> batch)
    {
        int ended = batch.Count;
        int position = batch.NextUnreported(0);
        while (position < batch.Count)
        {
            int from = position;
            while (position < batch.Count && !batch.IsReported(position))
            {
                position++;
            }

            ended -= position - from;
            _inFlightItems -= position - from;
            _again.Enqueue(new PendingItems<T>(batch.Items[from..position], batch.FirstIndex + from, batch.Attempt, batch.History, batch.IsSuspect));
            position = batch.NextUnreported(position);
        }

        return ended;
    }
}
