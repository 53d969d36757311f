using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Queue, placement and leases of one distributed pool. It knows tasks as bytes and workers as connections.</summary>
/// <remarks>
/// One lock guards all state. A thread for each worker reads what it says; sending is left to the worker's <see cref="QueuedSender"/>, so
/// that no reader ever waits for a writer. Owners of tasks are called without the lock. Nothing here retries what has executed: that is
/// decided above the backend.
/// </remarks>
internal sealed partial class Hub : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HubOptions _options;
    private readonly Door _door;
    private readonly List<HubSite> _sites;
    private readonly BatchQueue<HubTask> _queue = new();
    private readonly List<HubWorker> _workers = [];
    private readonly HashSet<WorkerStart> _underWay = [];
    private readonly SilenceWatch _silence;
    private readonly CancellationTokenSource _stopping = new();
    private int _named;
    private int _starting;
    private TaskCompletionSource? _startsEnded;
    private volatile bool _sharesPlaces;
    private bool _isStopped;
    private Exception? _broken;

    public Hub(HubOptions options, Door door, params IReadOnlyList<HubSite> sites)
    {
        _options = options;
        _door = door;
        _sites = [.. sites];
        _sites.ForEach(Attend);
        _silence = new SilenceWatch(options.HeartbeatTimeout, LookAfterWorkers);
    }

    public int WantedWorkers
    {
        get
        {
            lock (_gate)
            {
                return _sites.Where(static site => site.Server is null).Sum(WantedIn_NeedsLock) + Searches.Sum(static search => search.Expected);
            }
        }
    }

    /// <summary>Gets the workers of now that can run something.</summary>
    public IReadOnlyList<HubWorker> ReadyWorkers
    {
        get
        {
            lock (_gate)
            {
                return ReadyWorkers_NeedsLock();
            }
        }
    }

    /// <summary>Tells whether every worker of now holds a function.</summary>
    public bool IsHeldByAll(HubFunction function)
    {
        lock (_gate)
        {
            HubWorker[] ready = ReadyWorkers_NeedsLock();
            return ready.Length > 0 && Array.TrueForAll(ready, worker => worker.Holds(function));
        }
    }

    public void Submit(HubTask task)
    {
        Placement placement = default;
        bool isDropped;
        lock (_gate)
        {
            isDropped = _isStopped || task.IsOver || task.Pin is { State: not WorkerState.Ready };
            if (!isDropped)
            {
                if (_broken is not null)
                {
                    Revive_NeedsLock();
                }
                else if (_hasRestingSites)
                {
                    WakeResting_NeedsLock(isAwaited: false);
                }

                placement = Place_NeedsLock(task);
            }
        }

        if (isDropped)
        {
            task.OnReturned();
        }
        else
        {
            placement.Send();
            TellWishes();
        }
    }

    /// <summary>Drops tasks that wait and cancels those that workers hold.</summary>
    public void Cancel(Func<HubTask, bool> isMeant)
    {
        List<HubTask> dropped;
        List<(QueuedSender Sender, long Id)> held = [];
        lock (_gate)
        {
            dropped = _queue.RemoveAll(isMeant);
            foreach (HubWorker worker in _workers)
            {
                foreach (HubTask task in worker.Assigned)
                {
                    if (isMeant(task))
                    {
                        held.Add((worker.Sender!, task.Id));
                    }
                }
            }
        }

        foreach ((QueuedSender sender, long id) in held)
        {
            sender.Enqueue([new Message(MessageKind.CancelBatch, id, NoFields.Instance)]);
        }

        dropped.ForEach(static task => task.OnReturned());
    }

    /// <summary>Tells every worker that a token which functions captured is cancelled; also those that are retiring, which still execute.
    /// Workers that join later learn of it when they are greeted.</summary>
    public void CancelToken(int id)
    {
        HubWorker[] workers;
        lock (_gate)
        {
            workers = [.. _workers];
        }

        Array.ForEach(workers, worker => worker.Sender!.Enqueue([new Message(MessageKind.CancelTokens, 0, new CancelTokens(id, 1))]));
    }

    /// <summary>Gives a task to the best worker with room, or puts it in line.</summary>
    private Placement Place_NeedsLock(HubTask task)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        HubWorker? best = task.Pin;
        if (best is null)
        {
            foreach (HubWorker worker in _workers)
            {
                if (HasRoom_NeedsLock(worker, task)
                    && (best is null || worker.Assigned.Count < best.Assigned.Count)
                    && !IsSoonerElsewhere_NeedsLock(worker, task))
                {
                    best = worker;
                }
            }
        }

        if (best is null)
        {
            _queue.Enqueue(task, task.Priority);
            _workers.ForEach(worker => RetireIfSpent_NeedsLock(worker, task));
            return default;
        }

        return Assign_NeedsLock(best, task);
    }

    /// <summary>Fills the room of a worker from the line.</summary>
    private List<Placement> Refill_NeedsLock(HubWorker worker, List<HubTask> dropped)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        List<Placement> placements = [];
        while (TryPeekFor(worker, out HubTask? task) && HasRoom_NeedsLock(worker, task) && !IsSoonerElsewhere_NeedsLock(worker, task))
        {
            _queue.Remove(task);
            if (task.IsOver)
            {
                dropped.Add(task);
            }
            else
            {
                placements.Add(Assign_NeedsLock(worker, task));
            }
        }

        if (TryPeekFor(worker, out HubTask? next))
        {
            RetireIfSpent_NeedsLock(worker, next);
        }
        else if (worker.Assigned.Count == 0)
        {
            WatchForStuckWork_NeedsLock();
        }

        return placements;
    }

    /// <summary>The first in line that may run at the worker's place.</summary>
    private bool TryPeekFor(HubWorker worker, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubTask? task) =>
        _queue.TryPeek(out task) && (Suits(worker, task) || _queue.TryFind(other => Suits(worker, other), out task));

    private static bool Suits(HubWorker worker, HubTask task) =>
        task.Resources.Count == 0 || HostLabels.Have(worker.Site.Labels, task.Resources);

    private bool HasRoom_NeedsLock(HubWorker worker, HubTask task) =>
        worker.State == WorkerState.Ready
            && Suits(worker, task)
            && worker.Name != task.Avoids
            && IsGranted_NeedsLock(worker)
            && worker.TasksLeft >= task.Fields.Count
            && worker.Assigned.Count < task.Function.Depth(_options.QueuedPerWorker, worker.Site.RoundTripTicks);

    private Placement Assign_NeedsLock(HubWorker worker, HubTask task)
    {
        bool isDrained = worker.Assigned.Count == 0;
        worker.Assign(task);
        worker.HeadSince = isDrained ? Stopwatch.GetTimestamp() : worker.HeadSince;
        worker.TasksLeft -= task.Fields.Count;
        if (worker.TasksLeft <= 0)
        {
            Retire_NeedsLock(worker);
        }

        _silence.Watch();
        task.OnStarted(worker.Name);
        List<Message> messages = [];
        worker.Compose(task, messages);

        // Composed and queued under one lock, so in one order: a function is defined on a worker before it is named there.
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(messages);
        if (isDrained && worker.Sender!.EnqueueOrReserve(span))
        {
            return new Placement(worker.Sender, messages);
        }

        if (!isDrained)
        {
            worker.Sender!.Enqueue(span);
        }

        return default;
    }

    /// <summary>Messages that the thread which placed them sends itself, without the lock.</summary>
    private readonly record struct Placement(QueuedSender? Sender, List<Message>? Messages)
    {
        public void Send() => Sender?.SendReserved(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Messages));
    }
}
