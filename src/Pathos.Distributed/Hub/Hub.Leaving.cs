using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>How workers go, and what becomes of what they held.</summary>
internal sealed partial class Hub
{
    // A task that found another build of its code on this many workers would find it on the next one too: it belongs to what every worker
    // starts with.
    private const int MostFreshWorkers = 2;

    // A task that was on this many workers when they died before anything could be told is taken for the cause.
    private const int MostReturns = 3;

    private static readonly TimeSpan s_exitBound = TimeSpan.FromSeconds(2);

    [LoggerMessage(11, LogLevel.Warning, "Pool {Pool}: {Worker} was lost with {Tasks} tasks: {Reason}")]
    private static partial void LogLost(ILogger logger, string pool, string worker, int tasks, string reason);

    [LoggerMessage(13, LogLevel.Information, "Pool {Pool}: {Worker} left.")]
    private static partial void LogLeft(ILogger logger, string pool, string worker);

    [LoggerMessage(15, LogLevel.Warning, "Pool {Pool}: {Worker} was told to go, was not done with its exit handlers within {Grace}, and was ended.")]
    private static partial void LogLateLeaver(ILogger logger, string pool, string worker, TimeSpan grace);

    /// <summary>The reading thread of a worker has come to the end of its connection.</summary>
    private void OnGone(HubWorker worker)
    {
        List<HubTask> held;
        bool wasReady;
        bool isExpected;
        int missing;
        List<Placement> placements;
        List<HubTask> dropped = [];
        lock (_gate)
        {
            wasReady = worker.State is WorkerState.Ready or WorkerState.Standby or WorkerState.Retiring;
            isExpected = worker.IsToldToGo || _isStopped;
            worker.State = WorkerState.Gone;
            _workers.Remove(worker);
            held = worker.UnassignAll();
            placements = Promote_NeedsLock(worker.Site, dropped);
            missing = wasReady ? ReserveMissing_NeedsLock(worker.Site) : 0;
            TellChange_NeedsLock();
        }

        worker.Transport!.Close();
        worker.Sender!.Close();

        // The page is read before the process is let go, and a process that closed its connection but lives is not one of ours any more.
        (long BatchId, int Position)? position = worker.Launched.ReadPosition();
        worker.Launched.Kill();
        var loss = new WorkerLoss(worker.Name, worker.Launched.ProcessId, worker.Launched.Host, worker.EndReason ?? WorkerLoss.Gone, ExitOfAsync(worker)) { IsOutOfMemory = worker.IsOutOfMemory };
        worker.Ready.TrySetException(StartFailureOf(worker));
        SettleHeld(worker, held, position, loss);
        Finish(placements, dropped);
        TellWishes();

        // Only now: starting a process takes the processor from the callers that wait for what was held.
        StartReserved(worker.Site, missing, worker.Name);
        if (_options.Logger is { } logger && wasReady)
        {
            if (isExpected)
            {
                LogLeft(logger, _options.Name, worker.Name);
            }
            else
            {
                LogLost(logger, _options.Name, worker.Name, held.Count, loss.Reason);
            }
        }

        _ = LetGoAsync(worker);
    }

    private static PoolOpenException StartFailureOf(HubWorker worker)
    {
        if (worker.EndReason is { } reason)
        {
            // It was ended from here, for what it said.
            return new PoolOpenException($"{reason} {worker.Name} on {worker.Launched.Host}, before it was ready.") { IsPassing = true };
        }

        return worker.Launched.Exited.IsCompletedSuccessfully
            ? StartFailure(worker.Name, worker.Launched.Host, worker.Launched.Exited.Result)
            : Closed(worker);
    }

    private static PoolOpenException Closed(HubWorker worker) => new(
        $"{worker.Name} on {worker.Launched.Host} closed its connection before it was ready. " +
        $"Check the limits of {worker.Launched.Host} on processes, threads and memory.")
    {
        IsPassing = true,
    };

    /// <summary>Decides what becomes of the tasks of a worker that is gone: what was executing is its owner's to judge, the rest moves on
    /// without blame.</summary>
    /// <remarks>A worker executes its tasks in the order in which they were assigned. So the tasks before the one that its cell names have
    /// ended and were not reported, and those after it never began. A cell that names a task that is not held any more was overtaken by
    /// its report: nothing of what is held had begun.</remarks>
    private void SettleHeld(HubWorker worker, List<HubTask> held, (long BatchId, int Position)? position, WorkerLoss loss)
    {
        int named = position is { } known ? held.FindIndex(task => task.Id == known.BatchId) : -1;
        for (int i = 0; i < held.Count; i++)
        {
            HubTask task = held[i];
            bool hasEnded = i < named || (i == named && position!.Value.Position == PositionCell.Ended);
            if (ReferenceEquals(task, worker.Stuck))
            {
                // Ended by us because of this task; its owner knows why, or does not care any more.
                task.OnReturned();
            }
            else if (position is null && (i == 0 || !task.Fields.IsRepeatable))
            {
                // Nothing tells where it was, and it may go on behind a line that was cut: what must not begin twice is lost with it.
                task.OnLost(loss, null);
            }
            else if (hasEnded && !task.Fields.IsRepeatable)
            {
                task.OnLost(loss, PositionCell.Ended);
            }
            else if (i == named && !hasEnded && !IsUnbegun(task, position!.Value.Position))
            {
                task.OnLost(loss, position.Value.Position);
            }
            else
            {
                MoveOn(task, loss);
            }
        }
    }

    /// <summary>A single item whose argument was being read has not begun. It may begin elsewhere, though a lost try would be its
    /// last.</summary>
    private static bool IsUnbegun(HubTask task, int position) =>
        position == PositionCell.Decoding && task.Fields is { IsRepeatable: false, Count: 1 };

    private void MoveOn(HubTask task, WorkerLoss loss)
    {
        if (task.Pin is not null)
        {
            task.OnReturned();
            return;
        }

        Placement placement = default;
        bool isSuspect;
        bool isDropped;
        Exception? broken;
        lock (_gate)
        {
            isSuspect = ++task.Returns > MostReturns;
            isDropped = task.IsOver || _isStopped;
            broken = _broken;
            if (!isSuspect && !isDropped && broken is null)
            {
                // Its turn had come: it goes to the front, or at once to a worker with room.
                HubWorker? other = _workers.Find(worker => HasRoom_NeedsLock(worker, task));
                if (other is null)
                {
                    _queue.EnqueueFront(task, task.Priority);
                }
                else
                {
                    placement = Assign_NeedsLock(other, task);
                }
            }
        }

        placement.Send();
        if (broken is not null)
        {
            task.OnBroken(broken);
        }
        else if (isDropped)
        {
            task.OnReturned();
        }
        else if (isSuspect)
        {
            task.OnLost(loss, PositionCell.Decoding);
        }
    }

    /// <summary>How a worker ended, as far as that can be told. Never fails.</summary>
    private static async Task<WorkerExit> ExitOfAsync(HubWorker worker)
    {
        try
        {
            return await worker.Launched.Exited.WaitAsync(s_exitBound, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (Exception)
        {
            // Not within the bound, or not at all: there may be no descriptor or thread left to find out with. The code that waits for the
            // details of a loss waits for this, and hears of the loss without them.
            return WorkerExit.Unknown;
        }
    }

    private static async Task LetGoAsync(HubWorker worker)
    {
        try
        {
            await ExitOfAsync(worker).OnLibraryThreads();
            await worker.Launched.DisposeAsync().OnLibraryThreads();
            worker.Sender!.Dispose();
        }
        finally
        {
            // The caller that ends the pool waits for this, whatever became of the rest.
            worker.Gone.TrySetResult();
        }
    }

    /// <summary>Ends the lease of workers that hold tasks and say nothing.</summary>
    /// <param name="now">The time watched so far.</param>
    /// <returns>Whether any worker holds tasks.</returns>
    private bool EndSilentWorkers(TimeSpan now)
    {
        List<HubWorker> silent = [];
        bool anyBusy = false;
        lock (_gate)
        {
            foreach (HubWorker worker in _workers)
            {
                if (worker.Assigned.Count == 0)
                {
                    continue;
                }

                anyBusy = true;
                if (SilenceOf(worker, now) >= _options.HeartbeatTimeout || worker.Launched.IsCutOff)
                {
                    worker.EndReason = WorkerLoss.Silent;
                    silent.Add(worker);
                }
            }
        }

        // The connection ends with the worker: what it still answers is not read.
        silent.ForEach(End);
        return anyBusy;
    }

    /// <summary>How long a worker that holds tasks has said nothing. A worker without tasks may be silent for as long as it likes: the
    /// bytes of its next task begin the count anew.</summary>
    private static TimeSpan SilenceOf(HubWorker worker, TimeSpan now) => worker.Silence.Look(
        worker.Reader!.Received + worker.Transport!.Sent, worker.Reader.IsWaiting, now, worker.Launched.ReachedAt(now));

    private static void End(HubWorker worker)
    {
        worker.Launched.Kill();
        worker.Transport!.Close();
    }

    /// <summary>Tells a worker that holds nothing to go. Its connection ends when its exit handlers are done; after the grace it is
    /// ended.</summary>
    private void TellToGo(HubWorker worker)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = !worker.IsToldToGo;
            worker.IsToldToGo = true;
        }

        // Once: a second message would end it after a second grace, and the worker reads no message after the first.
        if (isFirst)
        {
            worker.Sender!.Enqueue([new Message(MessageKind.Stop, 0, NoFields.Instance)]);
            _ = EndAfterGraceAsync(worker);
        }
    }

    private async Task EndAfterGraceAsync(HubWorker worker)
    {
        try
        {
            await worker.Gone.Task.WaitAsync(_options.ExitGrace, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (Exception error)
        {
            // Whatever kept this from waiting: no other code would end a worker that does not go.
            if (error is TimeoutException && _options.Logger is { } logger)
            {
                LogLateLeaver(logger, _options.Name, worker.Name, _options.ExitGrace);
            }

            End(worker);
        }
    }

    private static void Finish(List<Placement> placements, List<HubTask> dropped)
    {
        foreach (Placement placement in placements)
        {
            placement.Send();
        }

        dropped.ForEach(static task => task.OnReturned());
    }
}
