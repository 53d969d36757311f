using System.Diagnostics;

namespace Pathos;

internal abstract partial class MapRun<T, R>
{
    private readonly SpeculationPolicy? _speculation;

    // Guarded by Gate, and used only where there is a policy: what the backend holds, oldest first, and how long items took.
    private readonly List<Batch<T, R>> _running = [];
    private readonly DurationSample _durations = new();

    // Batches whose every item the other side of their race has won: they run on until they are cancelled, and no call waits for them.
    private readonly List<Batch<T, R>> _beaten = [];

    // The driver's own: raises the signal when the next batch will have become a straggler.
    private ITimer? _stragglerTimer;

    /// <summary>Gives second copies to stragglers where workers are free, and cancels what a copy has beaten.</summary>
    private void Speculate()
    {
        List<Batch<T, R>> twins = [];
        Batch<T, R>[] beaten;
        TimeSpan? next = null;
        lock (Gate)
        {
            beaten = [.. _beaten];
            _beaten.Clear();
            if (IsSpeculationTime_NeedsLock())
            {
                next = FindStragglers_NeedsLock(twins);
            }
        }

        // Outside the lock: both may report to this run before they return.
        Array.ForEach(beaten, _backend.Cancel);
        twins.ForEach(_backend.Submit);
        if (next is { } due)
        {
            _stragglerTimer ??= LibraryTime.Shared.CreateTimer(static state => ((PumpSignal)state!).Set(), _signal);
            _stragglerTimer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private bool IsSpeculationTime_NeedsLock() =>
        _inputEnded && _again.Count == 0 && _stopReason is null && !_durations.IsEmpty && _succeeded + _failures.Count >= _speculation!.After * _nextIndex;

    /// <summary>Makes twins for the batches that are overdue, as many as there are free workers.</summary>
    /// <returns>When the next one will be overdue, or null when none will, or when no worker is free to run its copy.</returns>
    private TimeSpan? FindStragglers_NeedsLock(List<Batch<T, R>> twins)
    {
        // A batch that waits while a worker is free waits behind another one, and is helped like one that runs.
        int free = _backend.WorkerCount - _running.Where(static batch => batch.StartedAt != 0).Select(static batch => batch.Worker).Distinct(StringComparer.Ordinal).Count();
        TimeSpan median = _durations.Median;
        TimeSpan? next = null;
        foreach (Batch<T, R> batch in _running.Where(static batch => batch.Race is { HasTwin: false, IsDecided: false }).ToArray())
        {
            if (free <= twins.Count)
            {
                return null;
            }

            TimeSpan allowed = median * _speculation!.Factor * batch.Count;
            allowed = allowed > _speculation.MinimumTime ? allowed : _speculation.MinimumTime;
            TimeSpan left = allowed - Stopwatch.GetElapsedTime(batch.StartedAt != 0 ? batch.StartedAt : batch.Race!.DispatchedAt);
            if (left <= TimeSpan.Zero)
            {
                twins.Add(TwinOf_NeedsLock(batch));
            }
            else if (next is null || left < next)
            {
                next = left;
            }
        }

        // A timer rounds down to whole milliseconds; one more, and it does not fire before its time.
        return next + TimeSpan.FromMilliseconds(1);
    }

    private Batch<T, R> TwinOf_NeedsLock(Batch<T, R> batch)
    {
        Batch<T, R> twin = batch.Race!.CreateTwin();
        _inFlightBatches++;
        _running.Add(twin);
        return twin;
    }

    /// <summary>Takes what a side of a race brought first.</summary>
    private void TakeValues_NeedsLock(Race<T, R> race, Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        if (!race.HasTwin)
        {
            for (int i = 0; i < values.Length; i++)
            {
                race.TryWin(batch.FirstIndex + start + i);
            }

            TakeValues_NeedsLock(batch, start, values, durations);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (race.TryWin(batch.FirstIndex + start + i))
            {
                TakeValues_NeedsLock(batch, start + i, values.Slice(i, 1), durations.IsEmpty ? [] : durations.Slice(i, 1));
            }
        }

        LeaveBeaten_NeedsLock(race, batch);
    }

    /// <summary>Whether the failure of an item in a race is to be decided on now.</summary>
    private bool TakesFailure_NeedsLock(Race<T, R> race, Batch<T, R> batch, in FailedItem item)
    {
        if (item.Failure.Loss is not null && race.RunningOtherOf(batch) is not null)
        {
            race.Hold(item);
            return false;
        }

        bool isFirst = race.TryWin(item.Index);
        LeaveBeaten_NeedsLock(race, batch);
        return isFirst;
    }

    /// <summary>A side of a race with a twin has ended. When both have, what neither brought goes its usual way.</summary>
    private void EndSide_NeedsLock(Race<T, R> race, Batch<T, R> batch)
    {
        race.End(batch);
        if (!race.HasEnded)
        {
            return;
        }

        foreach ((long index, FailedItem? loss) in race.Unwon())
        {
            if (loss is { } lost)
            {
                _undecided.Enqueue(lost);
            }
            else
            {
                // Neither side brought it, so it lies in both.
                _inFlightItems--;
                _again.Enqueue(new PendingItems<T>(batch.Items.Slice((int)(index - batch.FirstIndex), 1), index, batch.Attempt, batch.History, RunsAlone: true));
            }
        }
    }

    private void LeaveBeaten_NeedsLock(Race<T, R> race, Batch<T, R> winner)
    {
        if (race.IsDecided && race.RunningOtherOf(winner) is { IsBeaten: false } other)
        {
            other.IsBeaten = true;
            _inFlightBatches--;
            _beaten.Add(other);
        }
    }
}
