using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Work that waits on a worker which does not get on, while another has nothing to do, moves.</summary>
/// <remarks>
/// Batches wait on workers so that none runs dry between two. That goes wrong when one takes much longer than those before it, or its host
/// is slow or far. Asked back, a batch that still waits is answered for at once by the thread that reads there, and goes its usual way
/// again, without blame; one that has begun meanwhile stays where it is.
/// </remarks>
internal sealed partial class Hub
{
    // Less is not worth a message there and back.
    private static readonly TimeSpan s_worthMoving = TimeSpan.FromMilliseconds(10);

    // However long batches are, one that waits behind another for so long is. It also bounds what a worker says of its times.
    private static readonly TimeSpan s_longestPatience = TimeSpan.FromHours(1);

    private ITimer? _look;

    // When the timer looks next, as a timestamp; null when it will not.
    private long? _looksAt;

    /// <summary>Workers have nothing to do. If work that they could run waits on other workers, the timer looks whether those get on. It
    /// looks when the work has waited for so long that it is worth moving.</summary>
    private void WatchForStuckWork_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_isStopped || !_workers.Exists(static worker => worker.Assigned.Count > 1))
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        if (_looksAt is { } planned && Stopwatch.GetElapsedTime(now, planned) <= s_worthMoving)
        {
            // The timer looks soon enough, whatever there is to find. Single calls come and go by the thousand meanwhile, and must not go
            // through the lines each.
            return;
        }

        long? first = null;
        foreach (HubWorker idle in IdleWorkers_NeedsLock())
        {
            if (FindMovable_NeedsLock(idle) is { } movable && (first is null || movable.At < first))
            {
                first = movable.At;
            }
        }

        if (first is { } at)
        {
            TimeSpan wait = Stopwatch.GetElapsedTime(now, at);
            LookAgain_NeedsLock(wait > s_worthMoving ? wait : s_worthMoving);
        }
    }

    /// <summary>Lets the timer look, after this time or sooner, at what idle workers could do.</summary>
    private void LookAgain_NeedsLock(TimeSpan wait)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        long at = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
        if (!_isStopped && (_looksAt is null || at < _looksAt))
        {
            _looksAt = at;
            _look ??= LibraryTime.Shared.CreateTimer(
                static hub => ((Hub)hub!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _look.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        List<(QueuedSender Sender, long Id)> asked = [];
        List<Placement> placements = [];
        List<HubTask> dropped = [];
        lock (_gate)
        {
            _looksAt = null;
            long now = Stopwatch.GetTimestamp();
            foreach (HubWorker idle in IdleWorkers_NeedsLock().ToArray())
            {
                // What was held back may be for this one after all.
                placements.AddRange(Refill_NeedsLock(idle, dropped));
                if (idle.Assigned.Count == 0 && FindMovable_NeedsLock(idle) is { } movable && movable.At <= now)
                {
                    movable.Worker.AskedBack.Add(movable.Task.Id);
                    asked.Add((movable.Worker.Sender!, movable.Task.Id));
                }
            }

            WatchForStuckWork_NeedsLock();
        }

        Finish(placements, dropped);
        TellWishes();
        foreach ((QueuedSender sender, long id) in asked)
        {
            sender.Enqueue([new Message(MessageKind.ReturnBatch, id, NoFields.Instance)]);
        }
    }

    private IEnumerable<HubWorker> IdleWorkers_NeedsLock() =>
        _workers.Where(static worker => worker.State == WorkerState.Ready && worker.Assigned.Count == 0);

    /// <summary>Of the tasks that wait on other workers and an idle one may run, the one that is worth moving first, and from when
    /// on.</summary>
    private (HubWorker Worker, HubTask Task, long At)? FindMovable_NeedsLock(HubWorker idle)
    {
        if (!IsGranted_NeedsLock(idle))
        {
            return null;
        }

        (HubWorker Worker, HubTask Task, long At)? first = null;
        foreach (HubWorker worker in _workers)
        {
            // The first may be executing; of the others the last would wait longest.
            for (int i = worker.Assigned.Count - 1; i > 0; i--)
            {
                HubTask task = worker.Assigned[i];
                if (!worker.AskedBack.Contains(task.Id) && task.Pin is null && task.Avoids is null && Suits(idle, task))
                {
                    long at = StuckFrom(worker, task);
                    if ((first is null || at < first.Value.At) && !IsSoonerElsewhere_NeedsLock(idle, task))
                    {
                        first = (worker, task, at);
                    }

                    break;
                }
            }
        }

        return first;
    }

    /// <summary>From when on the first task of a worker has been executing for so long that one behind it is worth moving, as a
    /// timestamp.</summary>
    private static long StuckFrom(HubWorker worker, HubTask task)
    {
        double patience = Math.Clamp(
            (2d * worker.Site.RoundTripTicks) + (4d * task.Function.BatchTicks), s_worthMoving.Ticks, s_longestPatience.Ticks);
        return worker.HeadSince + (long)(patience / TimeSpan.TicksPerSecond * Stopwatch.Frequency);
    }
}
