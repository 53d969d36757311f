using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Workers that have run enough, or hold too much memory, make room for fresh ones.</summary>
internal sealed partial class Hub
{
    /// <summary>Lets a worker finish what it holds and leave. Its successor starts at once and waits for its place.</summary>
    private void Retire_NeedsLock(HubWorker worker)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        worker.State = WorkerState.Retiring;
        if (worker.Assigned.Count == 0)
        {
            TellToGo(worker);
        }

        StartMissing_NeedsLock(worker.Site, worker.Name);
    }

    /// <summary>An idle worker that may not run all of the task in line any more would wait for ever: it leaves, and its successor runs
    /// it.</summary>
    private void RetireIfSpent_NeedsLock(HubWorker worker, HubTask task)
    {
        if (worker.State == WorkerState.Ready && worker.Assigned.Count == 0 && worker.TasksLeft < task.Fields.Count)
        {
            Retire_NeedsLock(worker);
        }
    }

    /// <summary>Gives places that have come free to the workers that stand by.</summary>
    private List<Placement> Promote_NeedsLock(HubSite site, List<HubTask> dropped)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        List<Placement> placements = [];
        while (OccupiedPlaces_NeedsLock(site) < site.Wanted
            && _workers.Find(worker => worker.Site == site && worker.State == WorkerState.Standby) is { } next)
        {
            next.State = WorkerState.Ready;
            placements.AddRange(Refill_NeedsLock(next, dropped));
        }

        return placements;
    }

    /// <summary>How many workers execute or may: more than are wanted never do at a time.</summary>
    private int OccupiedPlaces_NeedsLock(HubSite site) =>
        _workers.Count(worker => worker.Site == site && (worker.State == WorkerState.Ready || (worker.State == WorkerState.Retiring && worker.Assigned.Count > 0)));

    private void TakeMemoryReport(HubWorker worker, MemoryExceeded report)
    {
        bool isOver = false;
        lock (_gate)
        {
            if (report.IsFar)
            {
                worker.IsOutOfMemory = true;
                worker.EndReason = $"The worker used {InMegabytes(report.Bytes)}, far over MaxMemoryPerWorker ({InMegabytes(_options.MaxMemoryPerWorker ?? 0)}), and was ended:";
                isOver = true;
            }
            else if (worker.State == WorkerState.Ready)
            {
                Retire_NeedsLock(worker);
            }
        }

        if (isOver)
        {
            End(worker);
        }
    }

    private static string InMegabytes(long bytes) => $"{bytes / 1e6:F0} MB";
}
