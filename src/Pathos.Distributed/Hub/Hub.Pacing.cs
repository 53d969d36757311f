using System.Diagnostics;

namespace Pathos.Distributed;

/// <summary>The end of a call is not left to a slow place.</summary>
/// <remarks>
/// As long as there is enough to do, every place takes what it can. Near the end a slow one would still work when all others have
/// finished: where the faster workers are done with all that is left before this one would be done with a single batch, it takes none.
/// What has begun there stays; what waits there moves.
/// </remarks>
internal sealed partial class Hub
{
    // The expected time is only an average: a little sooner is not worth an idle worker.
    private const double ClearlySooner = 1.25;

    // Workers leave, and items take longer than those before them: what is held back is looked at again.
    private static readonly TimeSpan s_nextLook = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether a task is better kept for a worker of a faster place. The hub looks at it again soon, whatever becomes of that
    /// worker.</summary>
    private bool IsSoonerElsewhere_NeedsLock(HubWorker worker, HubTask task)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_sites.Count == 1 || task.Left is not { } left || task.Pin is not null || task.Function.ItemTicks is not { } itemTicks)
        {
            return false;
        }

        double alone = TimeOf(worker, task, itemTicks);
        double rate = 0;
        double busy = 0;
        double soonest = double.PositiveInfinity;
        foreach (HubWorker other in _workers)
        {
            double there = TimeOf(other, task, itemTicks);
            if (there * ClearlySooner < alone
                && other.State == WorkerState.Ready
                && other.Name != task.Avoids
                && Suits(other, task)
                && IsGranted_NeedsLock(other))
            {
                double item = itemTicks * other.Site.Pace;
                double backlog = Backlog_NeedsLock(other);
                rate += 1 / item;
                busy += backlog / item;
                soonest = Math.Min(soonest, backlog + there);
            }
        }

        if (rate == 0)
        {
            return false;
        }

        double here = Backlog_NeedsLock(worker) + alone;
        long items = left + task.Fields.Count;
        if (here <= ClearlySooner * Math.Max(soonest, (busy + items) / rate))
        {
            // Enough to do for everybody, which is nearly always so and found without a look at the whole line.
            return false;
        }

        // The task may stand in line itself, or be on its way there.
        items += _queue.Entries.Where(other => other != task).Sum(static other => (long)other.Fields.Count);
        if (here <= ClearlySooner * (busy + items) / rate)
        {
            return false;
        }

        LookAgain_NeedsLock(s_nextLook);
        return true;
    }

    /// <summary>How long a task takes on a worker that has nothing else to do, the way there and back included.</summary>
    private static double TimeOf(HubWorker worker, HubTask task, double itemTicks) =>
        (itemTicks * worker.Site.Pace * task.Fields.Count) + worker.Site.RoundTripTicks;

    /// <summary>How long a worker will be busy with what it holds, in ticks.</summary>
    private static double Backlog_NeedsLock(HubWorker worker)
    {
        double ticks = 0;
        for (int i = 0; i < worker.Assigned.Count; i++)
        {
            HubTask task = worker.Assigned[i];
            double expected = (task.Function.ItemTicks ?? 0) * worker.Site.Pace * task.Fields.Count;
            if (i == 0)
            {
                // One that has taken longer than expected may well take as long again.
                double elapsed = Stopwatch.GetElapsedTime(worker.HeadSince).Ticks;
                expected = elapsed < expected ? expected - elapsed : elapsed;
            }

            ticks += expected;
        }

        return ticks;
    }
}
