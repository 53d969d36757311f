using Pathos.Wire;

namespace Pathos.Distributed;

internal sealed partial class Hub
{
    // Asked to leave, a worker has this long before it is ended.
    private static readonly TimeSpan s_leaveBound = TimeSpan.FromSeconds(2);

    /// <summary>Starts the workers that are wanted and waits until each is ready.</summary>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        int missing;
        lock (_gate)
        {
            if (_isStopped)
            {
                throw EndedWhileOpening();
            }

            missing = ReserveMissing_NeedsLock();
        }

        return StartAsync(missing, cancellationToken);
    }

    public async Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        int missing;
        List<HubWorker> leaving = [];
        lock (_gate)
        {
            _wanted = workers;
            int surplus = LiveWorkers_NeedsLock() - workers;
            missing = ReserveMissing_NeedsLock();

            // Idle ones first; the others finish what they hold, which is little, and take nothing new.
            foreach (HubWorker worker in _workers.Where(static worker => worker.State == WorkerState.Ready).OrderBy(static worker => worker.Assigned.Count).Take(Math.Max(0, surplus)).ToArray())
            {
                worker.State = WorkerState.Retiring;
                if (worker.Assigned.Count == 0)
                {
                    leaving.Add(worker);
                }
            }
        }

        leaving.ForEach(static worker => worker.Sender!.Enqueue([new Message(MessageKind.Stop, 0, NoFields.Instance)]));
        await StartAsync(missing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends all workers: asks them, waits a moment, then makes sure.</summary>
    public async Task StopAsync(bool force)
    {
        List<HubWorker> workers;
        List<HubTask> waiting;
        Task startsEnded;
        lock (_gate)
        {
            _isStopped = true;
            _wanted = 0;
            workers = [.. _workers];
            waiting = _queue.RemoveAll(static _ => true);
            startsEnded = _starting == 0 ? Task.CompletedTask : (_startsEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        // A start that is under way is taken back: it ends the process that it made.
        await _stopping.CancelAsync().ConfigureAwait(false);
        waiting.ForEach(static task => task.OnReturned());
        foreach (HubWorker worker in workers)
        {
            if (force)
            {
                End(worker);
            }
            else
            {
                worker.Sender!.Enqueue([new Message(MessageKind.Stop, 0, NoFields.Instance)]);
            }
        }

        Task gone = Task.WhenAll(workers.Select(static worker => worker.Gone.Task));
        try
        {
            await gone.WaitAsync(s_leaveBound).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            workers.ForEach(End);
            await gone.ConfigureAwait(false);
        }

        await startsEnded.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(force: true).ConfigureAwait(false);
        _silence.Dispose();
        await _door.DisposeAsync().ConfigureAwait(false);
        await _launcher.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts workers whose starts are reserved.</summary>
    private async Task StartAsync(int count, CancellationToken cancellationToken)
    {
        Task[] starts = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => StartWorkerAsync(cancellationToken), CancellationToken.None))];
        Task all = Task.WhenAll(starts);
        await all.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);

        // The first failure in order of start is the one that is told: later ones nearly always say the same.
        foreach (Task start in starts)
        {
            await start.ConfigureAwait(false);
        }
    }
}
