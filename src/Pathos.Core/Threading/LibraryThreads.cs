using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Pathos;

/// <summary>Threads for the library's own work: opening pools, replacing workers, deciding on retries, firing timers. The user's code may
/// block the whole thread pool; this work goes on.</summary>
/// <remarks>
/// Threads start when work waits, and end after a short time without work. The last one stays: a system that has no room for another
/// thread then still has one
/// for the work that must not fail, such as timers and the end of workers. Up to <see cref="_eager"/> of them take work at once. Beyond
/// that one more thread takes work only
/// when nothing was taken for a few milliseconds: then the others are blocked, and so many count as one more. A burst of a million short
/// actions needs few threads, and blocked
/// ones stop nothing.
/// Code that runs here sees this scheduler as <see cref="TaskScheduler.Current"/>. For that reason a caller's own continuation does not
/// run here: the runtime
/// sends what did not ask for this scheduler to the thread pool. The steps of streams are the exception
/// (<see cref="StreamEnumerator{TOut}"/>).
/// </remarks>
internal sealed class LibraryThreads : TaskScheduler
{
    private static readonly int s_leastEager = Math.Max(8, 2 * Environment.ProcessorCount);
    private static readonly TimeSpan s_stall = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Queue<Task> _queue = new();

    // Guarded by _gate: all threads, those of them that wait for work, and when a task was taken last.
    private int _threads;
    private int _waiting;
    private int _eager = s_leastEager;
    private long _takenAt;

    private LibraryThreads()
    {
    }

    public static LibraryThreads Shared { get; } = new();

    /// <summary>Starts async work here. Its awaits stay here where they say <see cref="LibraryAwaiting.OnLibraryThreads(Task)"/>. The
    /// caller's context flows, as with Task.Run.</summary>
    public static Task Run(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Shared).Unwrap();

    /// <inheritdoc cref="Run(Func{Task})"/>
    public static Task<T> Run<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Shared).Unwrap();

    /// <summary>Runs work here, which may block.</summary>
    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Shared);

    /// <inheritdoc cref="Run(Action)"/>
    /// <param name="work">What to run; no closure is needed.</param>
    /// <param name="state">What it gets.</param>
    public static Task Run(Action<object?> work, object? state) =>
        Task.Factory.StartNew(work, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Shared);

    /// <summary>Starts a thread if there is none. From then on there always is one, and work that comes never fails for want of
    /// it.</summary>
    /// <exception cref="OutOfMemoryException">The system gives no thread.</exception>
    public static void EnsureThread()
    {
        lock (Shared._gate)
        {
            if (Shared._threads > 0)
            {
                return;
            }

            Shared._threads++;
            Shared._waiting++;
        }

        Shared.StartThread();
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _queue.Enqueue(task);
            if (!NeedsThread_NeedsLock())
            {
                return;
            }
        }

        StartThread();
    }

    /// <summary>Only a continuation that said <see cref="TaskContinuationOptions.ExecuteSynchronously"/> comes here before it was queued:
    /// it runs on the thread that completed what it continues.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _queue];
        }
    }

    private void StartThread()
    {
        try
        {
            // Without the context of the caller that happened to bring the work.
            new Thread(Work) { IsBackground = true, Name = "pathos library" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // The system gives no more threads. Those that there are come to the work in time; without any, the caller must know.
            lock (_gate)
            {
                _waiting--;
                if (--_threads == 0)
                {
                    throw;
                }
            }
        }
    }

    private void Work()
    {
        while (TryTake(out Task? task))
        {
            TryExecuteTask(task);
            lock (_gate)
            {
                _waiting++;
            }
        }
    }

    /// <summary>Waits for a task that this thread may take; false when there was none for a while.</summary>
    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        bool isNextUncalled;
        lock (_gate)
        {
            while (!MayTake_NeedsLock(out TimeSpan patience))
            {
                if (!Monitor.Wait(_gate, patience) && _queue.Count == 0 && _threads > 1)
                {
                    _waiting--;
                    _threads--;
                    _eager = Math.Max(s_leastEager, _eager - 1);
                    task = null;
                    return false;
                }
            }

            if (_threads - _waiting >= _eager)
            {
                // The others are blocked. The next task need not find that out again.
                _eager++;
            }

            _waiting--;
            _takenAt = Stopwatch.GetTimestamp();
            task = _queue.Dequeue();
            isNextUncalled = _queue.Count > 0 && NeedsThread_NeedsLock();
        }

        if (isNextUncalled)
        {
            StartThread();
        }

        return true;
    }

    /// <summary>Wakes a thread for the next task. True when no thread waits: one is counted in, and the caller must start it.</summary>
    private bool NeedsThread_NeedsLock()
    {
        if (_waiting > 0)
        {
            Monitor.Pulse(_gate);
            return false;
        }

        _threads++;
        _waiting++;
        return true;
    }

    private bool MayTake_NeedsLock(out TimeSpan patience)
    {
        patience = _threads > 1 ? s_idleTime : Timeout.InfiniteTimeSpan;
        if (_queue.Count == 0)
        {
            return false;
        }

        patience = s_stall - Stopwatch.GetElapsedTime(_takenAt);
        return _threads - _waiting < _eager || patience <= TimeSpan.Zero;
    }
}
