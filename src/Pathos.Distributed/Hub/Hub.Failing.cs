using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>What becomes of starts that fail: they are made again, after a pause, and no site is given up for good.</summary>
internal sealed partial class Hub
{
    // A site of this machine whose workers cannot be started says so after this many starts in a row. From then on each call that finds it
    // so makes one more.
    private const int MostFailedStarts = 5;

    // How often a worker is started again that was ended from outside before it was ready, while the caller waits for it.
    private const int MostRestarts = 3;

    // A start on this machine costs little, so the next one comes soon: all of them together span a few seconds.
    private static readonly Func<int, TimeSpan> s_pauseHere = RetryPolicy.Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    // Whether any site has stopped to make starts by itself. Guarded by the lock; work that comes reads it.
    private bool _hasRestingSites;

    /// <summary>Makes one start that is reserved, and another one if the worker is ended from outside before it is ready: by a memory
    /// killer, say, or an operator.</summary>
    private async Task StartPersistentlyAsync(HubSite site, CancellationToken cancellationToken)
    {
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                await StartWorkerAsync(site, restarts == 0 ? TimeSpan.Zero : s_pauseHere(restarts), cancellationToken).OnLibraryThreads();
                return;
            }
            catch (PoolOpenException error) when (error.IsPassing && restarts < MostRestarts && TryReserveAgain(site))
            {
                if (_options.Logger is { } logger)
                {
                    LogStartFailed(logger, error, _options.Name, "a worker that is started again");
                }
            }
        }
    }

    /// <summary>Counts another start as under way.</summary>
    private bool TryReserveAgain(HubSite site)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return false;
            }

            site.Starting++;
            _starting++;
            return true;
        }
    }

    /// <summary>How long to wait with the next try at a site where the last ones failed.</summary>
    private TimeSpan PauseBefore(HubSite site)
    {
        lock (_gate)
        {
            if (site.FailedStarts == 0 || site.Demand.Task.IsCompleted)
            {
                return TimeSpan.Zero;
            }

            return site.Launcher.KeepsTrying ? Redialling.PauseAfter(site.FailedStarts) : s_pauseHere(site.FailedStarts);
        }
    }

    /// <summary>Waits before a start, or until a call needs the worker now.</summary>
    private static async Task PauseAsync(HubSite site, TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.WhenAny(Task.Delay(pause, LibraryTime.Shared, cancellationToken), site.Demand.Task).OnLibraryThreads();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task ReplaceAsync(HubSite site, string lost)
    {
        try
        {
            await StartWorkerAsync(site, PauseBefore(site), CancellationToken.None).OnLibraryThreads();
        }
        catch (Exception error)
        {
            if (_options.Logger is { } logger && !_stopping.IsCancellationRequested)
            {
                LogStartFailed(logger, error, _options.Name, $"the successor of {lost}");
            }

            OnReplacementFailed(site, lost, error);
        }
    }

    private void OnReplacementFailed(HubSite site, string lost, Exception error)
    {
        error = error as PoolOpenException ?? new PoolOpenException($"The workers of pool '{_options.Name}' were lost, and new ones cannot be started: {error.Message}", error);
        List<HubTask> stranded = [];
        lock (_gate)
        {
            // Of starts that are under way together the last one decides, so that a place which is down for all of them failed once. A
            // site that has left is not started again.
            if (_isStopped || site.Starting > 0 || !_sites.Contains(site))
            {
                return;
            }

            site.FailedStarts++;
            site.FailingSince = site.FailedStarts == 1 ? Stopwatch.GetTimestamp() : site.FailingSince;
            site.Failure = error;
            site.Demand = new TaskCompletionSource();
            if (site.Server is not null)
            {
                PutLast_NeedsLock(site);
            }

            if (site.FailedStarts < MostFailedStarts || site.Launcher.KeepsTrying)
            {
                StartMissing_NeedsLock(site, lost);
            }
            else
            {
                _hasRestingSites = true;
            }

            BreakIfNobodyIsLeft_NeedsLock(error, stranded);
            TellChange_NeedsLock();
        }

        stranded.ForEach(task => task.OnBroken(error));
    }

    /// <summary>A call finds the pool without workers, and without a start that it could hope for. It gets one more start of each site,
    /// now: the reason of the failures may be gone.</summary>
    private void Revive_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _broken = null;
        _hasRestingSites = false;
        foreach (HubSite site in _sites)
        {
            if (site.Wanted > 0)
            {
                site.Demand.TrySetResult();
                StartMissing_NeedsLock(site, "none");
            }
        }
    }

    /// <summary>A call finds sites whose workers are missing and which make no start, while other workers live. Each makes one
    /// more.</summary>
    /// <param name="isAwaited">Whether the call waits for these workers. One that can run elsewhere leaves them the usual pause.</param>
    private void WakeResting_NeedsLock(bool isAwaited)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _hasRestingSites = false;
        foreach (HubSite site in _sites.Where(site => site is { Wanted: > 0, Starting: 0 } && IsGivenUp_NeedsLock(site)))
        {
            if (isAwaited)
            {
                site.Demand.TrySetResult();
            }

            StartMissing_NeedsLock(site, "none");
        }
    }

    /// <summary>When no site can run work, queued and new tasks fail with the cause. The next call tries again.</summary>
    private void BreakIfNobodyIsLeft_NeedsLock(Exception error, List<HubTask> stranded)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (!_isStopped && _workers.Count == 0 && _sites.All(site => site.Wanted == 0 || IsGivenUp_NeedsLock(site)))
        {
            _broken = error;
            stranded.AddRange(_queue.RemoveAll(static _ => true));
        }
    }

    /// <summary>Whether calls wait for a place no longer. One that may be well again by itself, a server that is started anew or a line
    /// that was cut, has as long as a worker has to start.</summary>
    private bool IsGivenUp_NeedsLock(HubSite site) => site.Launcher.KeepsTrying
        ? site.FailedStarts > 0
            && _options.StartTimeout != Timeout.InfiniteTimeSpan
            && Stopwatch.GetElapsedTime(site.FailingSince) > _options.StartTimeout
        : site.FailedStarts >= MostFailedStarts;
}
