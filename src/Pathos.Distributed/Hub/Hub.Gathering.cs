using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>Waits until no worker is missing: for calls that go to every worker.</summary>
internal sealed partial class Hub
{
    // Completed when workers came or went, or a start failed; null while no caller waits for that.
    private TaskCompletionSource? _changed;

    /// <summary>Gets the processes that are on their way to become workers.</summary>
    public IReadOnlyList<LaunchedWorker> StartingWorkers
    {
        get
        {
            lock (_gate)
            {
                return [.. _underWay.Select(static start => start.Launched).OfType<LaunchedWorker>()];
            }
        }
    }

    /// <summary>Waits until every site that the pool needs has all its workers.</summary>
    /// <returns>The workers.</returns>
    /// <exception cref="PoolOpenException">Workers are missing and cannot be started, or did not come within the time that a worker has to
    /// start.</exception>
    public async Task<IReadOnlyList<HubWorker>> AwaitWorkersAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.StartTimeout, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token, timeout.Token);
        bool mayRevive = true;
        string missing = "";
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_broken is { } broken)
                {
                    if (!mayRevive)
                    {
                        throw new PoolOpenException(broken.Message, broken);
                    }

                    mayRevive = false;
                    Revive_NeedsLock();
                }
                else if (_hasRestingSites)
                {
                    // At once the first time. As long as the call waits, the site goes on trying.
                    WakeResting_NeedsLock(isAwaited: mayRevive);
                    mayRevive = false;
                }

                HubSite[] incomplete = [.. _sites.Where(IsIncomplete_NeedsLock)];
                if (incomplete.Length == 0 || _isStopped)
                {
                    return ReadyWorkers_NeedsLock();
                }

                missing = string.Join("; ", incomplete.Select(site => $"{ReadyIn_NeedsLock(site)} of {site.Wanted} are ready, {site.Failure?.Message ?? "the others are starting"}"));
                changed = (_changed ??= new TaskCompletionSource()).Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token).OnLibraryThreads();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !_stopping.IsCancellationRequested)
            {
                throw new PoolOpenException($"Pool '{_options.Name}' waited {_options.StartTimeout} for all of its workers: {missing}.");
            }
        }
    }

    /// <summary>Whether workers of a site are missing. A site that the pool can do without is not waited for while its starts
    /// fail.</summary>
    private bool IsIncomplete_NeedsLock(HubSite site) =>
        ReadyIn_NeedsLock(site) < site.Wanted && (site.IsRequired || site.FailedStarts == 0);

    private int ReadyIn_NeedsLock(HubSite site) => _workers.Count(worker => worker.Site == site && worker.State == WorkerState.Ready);

    private HubWorker[] ReadyWorkers_NeedsLock() => [.. _workers.Where(static worker => worker.State == WorkerState.Ready)];

    private void TellChange_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _changed?.TrySetResult();
        _changed = null;
    }
}
