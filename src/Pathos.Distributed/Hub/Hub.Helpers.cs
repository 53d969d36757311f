using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>Machines that work for a server are places of the pool too, which come and go while it is open.</summary>
/// <remarks>The pool does not wait for such a machine, unless the server has no workers of its own. Of the workers that the user asked
/// for, the server gives what it has. Its machines give the rest, in the order in which they came.</remarks>
internal sealed partial class Hub
{
    // The end of the machines that have left. They are disposed in the background, and the caller that ends the pool waits for that.
    private Task _helpersGone = Task.CompletedTask;

    // The share of the opening time for which AwaitHelpAsync waits for such a machine. It ends before the pool gives up: the pool would
    // not know the reason.
    private const double ShareOfOpening = 0.9;

    /// <summary>Listens to what starts the workers of a place.</summary>
    private void Attend(HubSite site)
    {
        site.Launcher.OnGranted = grant =>
        {
            _sharesPlaces = true;
            TakeGrant(site, grant);
        };
        site.Launcher.OnHelperJoined = (launcher, workers) => AddSite(new HubSite(launcher, asked: 0, isRequired: false) { Server = site, Offered = workers });
        site.Launcher.OnHelperLeft = RemoveSite;
    }

    private void AddSite(HubSite site)
    {
        Attend(site);
        lock (_gate)
        {
            // A pool that ends makes no connection any more, and there is nothing of the machine to let go.
            if (!_isStopped)
            {
                _sites.Add(site);
                Allot_NeedsLock(site.Server!);
            }
        }
    }

    private void RemoveSite(WorkerLauncher launcher)
    {
        HubSite? alone = null;
        List<HubWorker> idle = [];
        lock (_gate)
        {
            if (_isStopped || _sites.Find(site => site.Launcher == launcher) is not { Server: { } server } left)
            {
                return;
            }

            _sites.Remove(left);
            left.Wanted = 0;
            TellChange_NeedsLock();
            Allot_NeedsLock(server);
            if (IsAlone_NeedsLock(server))
            {
                alone = server;
                server.Helped = new TaskCompletionSource();
            }

            // A machine that drains lets its workers finish what they hold. Of one that vanished the workers end by themselves, and what
            // they held moves on as from any that is lost.
            HubWorker[] workers = [.. _workers.Where(worker => worker.Site == left)];
            foreach (HubWorker worker in workers)
            {
                worker.State = WorkerState.Retiring;
                if (worker.Assigned.Count == 0)
                {
                    idle.Add(worker);
                }
            }

            // Not here, where the next message is waited for.
            var gone = LibraryThreads.Run(async () =>
            {
                await Task.WhenAll(workers.Select(static worker => worker.Gone.Task)).OnLibraryThreads();
                await launcher.DisposeAsync().OnLibraryThreads();
            });
            _helpersGone = _helpersGone.IsCompleted ? gone : Task.WhenAll(_helpersGone, gone);
        }

        idle.ForEach(TellToGo);
        if (alone is not null)
        {
            _ = MissHelpAsync(alone);
        }
    }

    /// <summary>Divides what was asked for between a place and the machines that work for it, and starts what is missing there.</summary>
    private void Allot_NeedsLock(HubSite named)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (named.IsUnsized && named.Asked != 0)
        {
            // The server's own workers come first, and their number is not known yet.
            return;
        }

        // Places that decide themselves get no more than a user could have asked for.
        int left = named.Asked ?? WorkerCounts.Most;
        named.Wanted = Math.Min(left, named.Offered ?? left);
        left -= named.Wanted;
        foreach (HubSite helper in _sites.Where(site => site.Server == named).ToArray())
        {
            // A machine may offer very many workers and start none: it must not keep others from what it does not give. One start at a time
            // tries whether it does.
            int offered = helper.Offered ?? 0;
            helper.Wanted = Math.Min(left, IsFailing_NeedsLock(helper) ? Math.Min(1, offered) : offered);
            left -= helper.Wanted;
            StartMissing_NeedsLock(helper, "none");
        }
    }

    /// <summary>A machine has given no worker when it was asked. Of what the user asked for, those that do come before it from now
    /// on.</summary>
    private void PutLast_NeedsLock(HubSite helper)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (IsFailing_NeedsLock(helper))
        {
            _sites.Remove(helper);
            _sites.Add(helper);
            Allot_NeedsLock(helper.Server!);
        }
    }

    private bool IsFailing_NeedsLock(HubSite site) => site.FailedStarts > 0 && ReadyIn_NeedsLock(site) == 0;

    /// <summary>How many workers a place and the machines that work for it should have. One where a machine may still come: such a pool
    /// can be given work.</summary>
    private int WantedIn_NeedsLock(HubSite named)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        int wanted = named.Wanted + _sites.Where(site => site.Server == named).Sum(static site => site.Wanted);
        return IsAlone_NeedsLock(named) ? 1 : wanted;
    }

    /// <summary>Whether a server that should give workers has none, and no machine works for it.</summary>
    private bool IsAlone_NeedsLock(HubSite named) =>
        named.Launcher.Server is not null
            && named.Asked != 0
            && named.Wanted == 0
            && _sites.TrueForAll(site => site.Server != named || site.Wanted == 0);

    /// <summary>Where a server has no workers of its own, the pool is open when a machine that works for it has one.</summary>
    private async Task AwaitHelpAsync(HubSite site, long since, CancellationToken cancellationToken)
    {
        Task helped;
        lock (_gate)
        {
            if (site.Launcher.Server is null || site.Wanted > 0 || site.Asked == 0)
            {
                return;
            }

            helped = site.Helped.Task;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            await helped.WaitAsync(LeftOfOpening(since), LibraryTime.Shared, limit.Token).OnLibraryThreads();
        }
        catch (TimeoutException)
        {
            throw NobodyWorksFor(site);
        }
    }

    /// <summary>The last machine that worked for a server without workers has left. What waits is kept for the next one, for as long as an
    /// opening would wait for it.</summary>
    private async Task MissHelpAsync(HubSite site)
    {
        try
        {
            await AwaitHelpAsync(site, Stopwatch.GetTimestamp(), CancellationToken.None).OnLibraryThreads();
        }
        catch (PoolOpenException error)
        {
            List<HubTask> stranded = [];
            lock (_gate)
            {
                BreakIfNobodyIsLeft_NeedsLock(error, stranded);
            }

            stranded.ForEach(task => task.OnBroken(error));
        }
        catch (OperationCanceledException)
        {
            // The pool ends, and gives back what waits.
        }
    }

    private TimeSpan LeftOfOpening(long since)
    {
        if (_options.StartTimeout == Timeout.InfiniteTimeSpan)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = (_options.StartTimeout * ShareOfOpening) - Stopwatch.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private PoolOpenException NobodyWorksFor(HubSite site) => new(
        $"The server {site.Launcher.Server} has no workers of its own, and no machine with a worker that is ready came to work for it within {_options.StartTimeout}. Let one: pathos work --connect {site.Launcher.Server}");
}
