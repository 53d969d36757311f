using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Places that other pools use too: no more of their workers are kept busy than is granted, and they are told what could be
/// used.</summary>
internal sealed partial class Hub
{
    private void TakeGrant(HubSite site, WorkersGranted grant)
    {
        List<Placement> placements = [];
        List<HubTask> dropped = [];
        lock (_gate)
        {
            (site.Granted, site.IsContended, site.GrantNumber) = (grant.Count, grant.IsContended, grant.Number);

            // Every grant is answered: what this pool gave up may go to another one then, and not before.
            site.Told = null;
            foreach (HubWorker worker in _workers)
            {
                if (worker.Site == site && worker.State == WorkerState.Ready)
                {
                    placements.AddRange(Refill_NeedsLock(worker, dropped));
                }
            }
        }

        Finish(placements, dropped);
        TellWishes();
    }

    /// <summary>Whether a worker may be given a task, as far as other pools are concerned. One that is busy beyond the grant finishes what
    /// it holds.</summary>
    private bool IsGranted_NeedsLock(HubWorker worker)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        HubSite site = worker.Site;
        return site.Granted == int.MaxValue || site.Busy + (worker.Assigned.Count == 0 ? 1 : 0) <= site.Granted;
    }

    /// <summary>A worker has come free and takes nothing, because it leaves or nothing suits it: what it may not use any more, one may
    /// that was idle because of the grant.</summary>
    private List<Placement> PassOn_NeedsLock(HubSite site, List<HubTask> dropped)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        List<Placement> placements = [];
        if (site.Granted != int.MaxValue)
        {
            foreach (HubWorker idle in _workers)
            {
                if (idle.Site == site && idle.State == WorkerState.Ready && idle.Assigned.Count == 0)
                {
                    placements.AddRange(Refill_NeedsLock(idle, dropped));
                }
            }
        }

        return placements;
    }

    /// <summary>Tells shared places what this pool could use of them, when that has changed: work came or went, or others wait to hear
    /// that a worker is free.</summary>
    private void TellWishes()
    {
        if (!_sharesPlaces)
        {
            return;
        }

        lock (_gate)
        {
            foreach (HubSite site in _sites)
            {
                if (site.Granted == int.MaxValue)
                {
                    continue;
                }

                int held = site.Busy;
                int wanted = held > 0 || _queue.TryPeek(out _) ? site.Wanted : 0;
                if (site.Told is not { } told || wanted != told.Wanted || (site.IsContended && held != told.Held))
                {
                    site.Told = (wanted, held);

                    // Under the lock, so that two wishes never pass each other: a launcher only puts a message in line.
                    site.Launcher.Want(new WorkersWanted(wanted, held, site.TasksDone, site.GrantNumber));
                }
            }
        }
    }
}
