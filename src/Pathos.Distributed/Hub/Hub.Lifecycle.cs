using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

internal sealed partial class Hub
{
    /// <summary>Starts the workers that are wanted and waits until each is ready; those of places that are not required may come
    /// later.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        HubSite[] sites;
        lock (_gate)
        {
            sites = [.. _sites];
            if (_isStopped)
            {
                throw EndedWhileOpening();
            }
        }

        Opening[][] opened = await Task.WhenAll([
            Task.WhenAll(sites.Select(site => TryOpenAsync(site, cancellationToken))),
            .. Searches.Select(search => OpenFoundAsync(search, cancellationToken)),
        ]).OnLibraryThreads();
        Opening[] openings = [.. opened.SelectMany(static places => places)];
        Opening[] failed = [.. openings.Where(static opening => opening.Failure is not null)];
        int decisive = Array.FindIndex(failed, static opening => opening.IsRequired);
        if (decisive >= 0 || (failed.Length > 0 && failed.Length == openings.Length))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failed[Math.Max(0, decisive)].Failure!);
        }

        Array.ForEach(failed, GoOnWithout);
    }

    /// <summary>Changes the number of workers. The hub cannot tell which of several places should grow; such pools keep their
    /// size.</summary>
    public async Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        HubSite site;
        int missing;
        List<HubWorker> leaving = [];
        lock (_gate)
        {
            if (_sites.Where(static site => site.Server is null).ToArray() is not [var named])
            {
                throw new NotSupportedException("A pool of several hosts cannot be resized as a whole: which host should grow? Open another pool with the sizes you want.");
            }

            site = named;
            site.Asked = workers;
            if (site.Launcher.Server is null)
            {
                // The place sets no limit to what the user wants.
                (site.IsUnsized, site.Offered) = (false, null);
            }

            Allot_NeedsLock(site);
            missing = ReserveMissing_NeedsLock(site);
            _sites.ForEach(place => RetireSurplus_NeedsLock(place, leaving));
            TellChange_NeedsLock();
        }

        leaving.ForEach(TellToGo);
        await StartAsync(site, missing, cancellationToken).OnLibraryThreads();
    }

    /// <summary>Ends all workers: at once, or after the grace that each has for its exit handlers.</summary>
    public async Task StopAsync(bool force)
    {
        List<HubWorker> workers;
        List<HubTask> waiting;
        Task startsEnded;
        lock (_gate)
        {
            _isStopped = true;
            foreach (HubSite site in _sites)
            {
                (site.Asked, site.Wanted) = (0, 0);
            }

            TellChange_NeedsLock();
            workers = [.. _workers];
            waiting = _queue.RemoveAll(static _ => true);
            startsEnded = _starting == 0 ? Task.CompletedTask : (_startsEnded ??= new TaskCompletionSource()).Task;
        }

        // A start that is under way is taken back: it ends the process that it made.
        await LibraryThreads.Run(_stopping.Cancel).OnLibraryThreads();
        waiting.ForEach(static task => task.OnReturned());
        foreach (HubWorker worker in workers)
        {
            if (force)
            {
                End(worker);
            }
            else
            {
                TellToGo(worker);
            }
        }

        // Each is ended when its grace is over, if it has not left by then.
        await Task.WhenAll(workers.Select(static worker => worker.Gone.Task)).OnLibraryThreads();
        await startsEnded.OnLibraryThreads();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(force: true).OnLibraryThreads();
        _silence.Dispose();
        if (_look is { } look)
        {
            await look.DisposeAsync().OnLibraryThreads();
        }

        _door.Dispose();
        Task helpersGone;
        HubSite[] sites;
        lock (_gate)
        {
            (helpersGone, sites) = (_helpersGone, [.. _sites]);
        }

        await Task.WhenAll(sites.Select(static site => site.Launcher.DisposeAsync().AsTask()).Append(helpersGone)).OnLibraryThreads();
    }

    /// <summary>Lets go of workers that are too many: idle ones first; the others finish what they hold, which is little, and take nothing
    /// new.</summary>
    private void RetireSurplus_NeedsLock(HubSite site, List<HubWorker> leaving)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        int surplus = LiveWorkers_NeedsLock(site) - site.Wanted;
        foreach (HubWorker worker in _workers.Where(worker => worker.Site == site && worker.State == WorkerState.Ready).OrderBy(static worker => worker.Assigned.Count).Take(Math.Max(0, surplus)).ToArray())
        {
            worker.State = WorkerState.Retiring;
            if (worker.Assigned.Count == 0)
            {
                leaving.Add(worker);
            }
        }
    }

    /// <summary>Starts workers whose starts are reserved.</summary>
    private async Task StartAsync(HubSite site, int count, CancellationToken cancellationToken)
    {
        Task[] starts = [.. Enumerable.Range(0, count).Select(_ => LibraryThreads.Run(() => StartPersistentlyAsync(site, cancellationToken)))];
        Task all = Task.WhenAll(starts);
        await all.EndOnLibraryThreads();

        // The first failure in order of start is the one that is told: later ones nearly always say the same.
        foreach (Task start in starts)
        {
            await start.OnLibraryThreads();
        }
    }

    private async Task<Opening> TryOpenAsync(HubSite site, CancellationToken cancellationToken)
    {
        long since = Stopwatch.GetTimestamp();
        try
        {
            await SizeAsync(site, cancellationToken).OnLibraryThreads();
            int missing;
            lock (_gate)
            {
                missing = ReserveMissing_NeedsLock(site);
            }

            await StartAsync(site, missing, cancellationToken).OnLibraryThreads();
            await AwaitHelpAsync(site, since, cancellationToken).OnLibraryThreads();
            return new Opening(site, site.IsRequired, Failure: null);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            throw EndedWhileOpening();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new Opening(site, site.IsRequired, error);
        }
    }

    /// <summary>Goes on without a place that could not be opened. The hub tries it again, like one that was lost. A search in vain found
    /// no place that could be tried.</summary>
    private void GoOnWithout(Opening opening)
    {
        Exception failure = opening.Failure!;
        if (_options.Logger is { } logger)
        {
            LogStartFailed(logger, failure, _options.Name, "a worker that the pool can do without for now");
        }

        if (opening.Site is { } site)
        {
            OnReplacementFailed(site, "none", failure);
        }
    }

    /// <summary>How the opening of a place ended.</summary>
    /// <param name="Site">The place; null where one was looked for in vain.</param>
    /// <param name="IsRequired">Whether the pool does not open without it.</param>
    /// <param name="Failure">Why it is not open; null when it is.</param>
    private readonly record struct Opening(HubSite? Site, bool IsRequired, Exception? Failure);
}
