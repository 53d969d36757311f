using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Work that waits on a worker which does not get on, while another has nothing to do, moves.</summary>
/// <remarks>
/// Batches wait on workers so that none runs dry between two. That goes wrong when one takes much longer than those before it, or its host is slow or far. Asked back, a batch that still
/// waits is answered for at once by the thread that reads there, and goes its usual way again, without blame; one that has begun meanwhile stays where it is.
/// </remarks>
internal sealed partial class Hub
{
    // Less is not worth a message there and back.
    private static readonly TimeSpan s_worthMoving = TimeSpan.FromMilliseconds(10);

    private Timer? _stuckWork;
    private bool _watchesStuckWork;

    /// <summary>A worker has nothing to do. If work waits on others, somebody looks in a moment whether they get on.</summary>
    private void WatchForStuckWork_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (!_watchesStuckWork && !_isStopped && _workers.Exists(static worker => worker.Assigned.Count > 1))
        {
            _watchesStuckWork = true;
            _stuckWork ??= new Timer(static hub => ((Hub)hub!).MoveStuckWork(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _stuckWork.Change(s_worthMoving, Timeout.InfiniteTimeSpan);
        }
    }

    private void MoveStuckWork()
    {
        List<(QueuedSender Sender, long Id)> asked = [];
        lock (_gate)
        {
            _watchesStuckWork = false;
            foreach (HubWorker idle in _workers.Where(static worker => worker.State == WorkerState.Ready && worker.Assigned.Count == 0).ToArray())
            {
                if (FindStuck_NeedsLock(idle) is var (worker, task))
                {
                    worker.AskedBack.Add(task.Id);
                    asked.Add((worker.Sender!, task.Id));
                }
            }

            if (_workers.Exists(static worker => worker.State == WorkerState.Ready && worker.Assigned.Count == 0))
            {
                WatchForStuckWork_NeedsLock();
            }
        }

        foreach ((QueuedSender sender, long id) in asked)
        {
            sender.Enqueue([new Message(MessageKind.ReturnBatch, id, NoFields.Instance)]);
        }
    }

    /// <summary>The last task of a worker whose first one has been executing for long, if the idle worker may run it.</summary>
    private (HubWorker Worker, HubTask Task)? FindStuck_NeedsLock(HubWorker idle)
    {
        foreach (HubWorker worker in _workers)
        {
            // The first may be executing; of the others the last would wait longest.
            for (int i = worker.Assigned.Count - 1; i > 0; i--)
            {
                HubTask task = worker.Assigned[i];
                if (!worker.AskedBack.Contains(task.Id) && task.Pin is null && task.Avoids is null && Suits(idle, task) && IsGranted_NeedsLock(idle) && IsStuck(worker, task))
                {
                    return (worker, task);
                }
            }
        }

        return null;
    }

    private static bool IsStuck(HubWorker worker, HubTask task)
    {
        long waited = Stopwatch.GetElapsedTime(worker.HeadSince).Ticks;
        return waited > Math.Max(s_worthMoving.Ticks, (2 * worker.Site.RoundTripTicks) + (4 * task.Function.BatchTicks));
    }
}
