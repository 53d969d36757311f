using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>Runs batches on threads of its own, so that blocking tasks do not starve the thread pool of the program.</summary>
/// <remarks>
/// One lock guards the queue and the list of threads. Threads wait on it while there is nothing to do; nothing polls.
/// A task may use its own pool, and then blocks its thread for a call of a greater <see cref="CallSettings.Level"/>. Each level has threads of its own,
/// as many, made at first use: a level only ever waits for deeper ones, and the deepest, which the depth limit sets, waits for none.
/// </remarks>
internal sealed partial class ThreadsBackend(int workers, PoolOptions options, string name, TimeSpan targetBatchTime, int cores, int level = 0) : PoolBackend
{
    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly BatchQueue<QueuedBatch> _queue = new();
    private readonly List<ThreadWorker> _threads = [];
    private LaneMonitor? _monitor;
    private ThreadsBackend? _deeper;
    private int _wanted = workers;
    private int _named;
    private Exception? _broken;
    private bool _isStopped;

    public override int WorkerCount => Volatile.Read(ref _wanted);

    public override int QueuedPerWorker => options.QueuedPerWorker;

    public override TimeSpan TargetBatchTime => targetBatchTime;

    public override IReadOnlyList<object> Workers
    {
        get
        {
            lock (_gate)
            {
                EnsureStarted_NeedsLock();
                return [.. _threads];
            }
        }
    }

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        List<ThreadWorker> threads;
        lock (_gate)
        {
            EnsureStarted_NeedsLock();
            threads = [.. _threads];
            if (threads.Count < _wanted && !_isStopped && _broken is null)
            {
                throw TooFewThreads(cause: null);
            }
        }

        // One initializer that fails is heard while another one hangs.
        await AllOrFirstFailure.Of(threads.Select(static thread => thread.Ready)).WaitAsync(cancellationToken).OnLibraryThreads();
    }

    public override void Submit<T, R>(Batch<T, R> batch)
    {
        if (batch.Call.Settings.Level > level && batch.Pin is null && Deeper() is { } deeper)
        {
            deeper.Submit(batch);
        }
        else if (!TryEnqueue(batch, out Exception? broken))
        {
            if (broken is not null)
            {
                batch.Break(broken);
            }
            else
            {
                batch.Complete();
            }
        }
    }

    public override void Cancel(Call call)
    {
        Cancel(batch => ReferenceEquals(batch.Call, call));
        Volatile.Read(ref _deeper)?.Cancel(call);
    }

    public override void Cancel(Batch batch)
    {
        Cancel(other => ReferenceEquals(other, batch));
        Volatile.Read(ref _deeper)?.Cancel(batch);
    }

    public override Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        ThreadsBackend? deeper;
        lock (_gate)
        {
            _wanted = workers;
            deeper = _deeper;
            if (_monitor is not null)
            {
                EnsureStarted_NeedsLock();

                // Surplus threads see _wanted and leave when they are idle: the waiting ones now, the others after their batch.
                Monitor.PulseAll(_gate);
            }
        }

        return deeper is null ? OpenAsync(cancellationToken) : Task.WhenAll(OpenAsync(cancellationToken), deeper.ResizeAsync(workers, cancellationToken));
    }

    public override async Task StopAsync(bool force)
    {
        List<ThreadWorker> threads;
        List<ExecutingBatch> running;
        List<QueuedBatch> dropped;
        ThreadsBackend? deeper;
        lock (_gate)
        {
            _isStopped = true;
            threads = [.. _threads];
            running = [.. threads.Select(static thread => thread.Execution).OfType<ExecutingBatch>()];
            dropped = _queue.RemoveAll(static _ => true);
            threads.ForEach(thread => dropped.AddRange(thread.TakePinned()));
            deeper = _deeper;
            Monitor.PulseAll(_gate);
        }

        dropped.ForEach(static entry => entry.Batch.Complete());
        if (force)
        {
            running.ForEach(static batch => batch.Cancel());
        }

        await Task.WhenAll(EndThreadsAsync(threads, force), deeper?.StopAsync(force) ?? Task.CompletedTask).OnLibraryThreads();
        LaneMonitor? monitor;
        lock (_gate)
        {
            (monitor, _monitor) = (_monitor, null);
        }

        monitor?.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "Pool {Pool}: {Count} threads still run tasks that ignore their cancellation after {Bound}; they are left to end by themselves.")]
    private static partial void LogLeftBehind(ILogger logger, string pool, int count, TimeSpan bound);

    [LoggerMessage(2, LogLevel.Warning, "Pool {Pool}: {Worker} runs a task that ignores its cancellation; the thread was given up and another one took its place.")]
    private static partial void LogGivenUp(ILogger logger, string pool, string worker);

    private void Cancel(Func<Batch, bool> isMeant)
    {
        List<QueuedBatch> dropped;
        List<ExecutingBatch> running;
        lock (_gate)
        {
            dropped = _queue.RemoveAll(entry => isMeant(entry.Batch));
            running = [.. _threads.Where(thread => thread.Running is { } batch && isMeant(batch)).Select(static thread => thread.Execution).OfType<ExecutingBatch>()];
        }

        running.ForEach(static batch => batch.Cancel());
        dropped.ForEach(static entry => entry.Batch.Complete());
    }

    private async Task EndThreadsAsync(List<ThreadWorker> threads, bool force)
    {
        Task ended = Task.WhenAll(threads.Select(static thread => thread.Ended));
        try
        {
            // Unforced, no call is left, and a thread still busy with one that was cancelled ends or is given up within that call's grace.
            await (force ? ended.WaitAsync(s_stopBound, LibraryTime.Shared) : ended).OnLibraryThreads();
        }
        catch (TimeoutException)
        {
            // A thread cannot be ended from outside: one that ignores its token is left to itself, as a background thread that reports nothing.
            int left;
            lock (_gate)
            {
                left = _threads.Count;
                _threads.ForEach(static thread => thread.IsGivenUp = true);
                _threads.Clear();
            }

            if (GuardedLogger.Over(options.Logger) is { } logger)
            {
                LogLeftBehind(logger, name, left, s_stopBound);
            }
        }
    }

    /// <summary>The threads of the next level, or null once the pool has ended.</summary>
    private ThreadsBackend? Deeper()
    {
        lock (_gate)
        {
            return _isStopped ? _deeper : _deeper ??= new ThreadsBackend(_wanted, options, $"{name}-inner", targetBatchTime, cores, level + 1);
        }
    }

    private bool TryEnqueue<T, R>(Batch<T, R> batch, out Exception? broken)
    {
        lock (_gate)
        {
            broken = _broken;
            if (broken is not null || _isStopped || batch.Call.IsOver)
            {
                return false;
            }

            try
            {
                EnsureStarted_NeedsLock();
            }
            catch (PoolOpenException error)
            {
                broken = error;
                return false;
            }

            if (batch.Pin is not ThreadWorker pinned)
            {
                _queue.Enqueue(new QueuedBatch<T, R>(batch), batch.Call.Priority);
                Monitor.Pulse(_gate);
                return true;
            }

            if (!_threads.Contains(pinned))
            {
                // It retired or was given up meanwhile; the call hears that its batch came back.
                return false;
            }

            pinned.Pinned.Enqueue(new QueuedBatch<T, R>(batch));
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void EnsureStarted_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(_gate));
        if (_isStopped || _broken is not null || (_monitor is not null && _threads.Count >= _wanted))
        {
            return;
        }

        // Too few are there also where one was given up and the system had no room for its successor; now it may have.
        try
        {
            _monitor ??= new LaneMonitor($"{name} monitor");
            while (_threads.Count < _wanted)
            {
                _threads.Add(new ThreadWorker(this, $"{name}-{++_named}", _monitor));
            }
        }
        catch (OutOfMemoryException error) when (_threads.Count == 0)
        {
            throw TooFewThreads(error);
        }
        catch (OutOfMemoryException)
        {
            // The others do the work.
        }
    }

    /// <summary>Waits for the next batch of a thread; null when the thread is not wanted any more.</summary>
    private QueuedBatch? Take(ThreadWorker thread)
    {
        lock (_gate)
        {
            thread.Running = null;
            thread.Execution = null;
            while (!thread.IsGivenUp)
            {
                if (thread.Pinned.TryDequeue(out QueuedBatch? entry) || (_threads.Count <= _wanted && _queue.TryDequeue(out entry)))
                {
                    thread.Running = entry.Batch;
                    return entry;
                }

                if (_isStopped || _threads.Count > _wanted)
                {
                    _threads.Remove(thread);
                    Monitor.PulseAll(_gate);
                    return null;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    /// <summary>Makes an execution visible to cancellation. Either a later cancellation sees it, or this method sees an earlier one.</summary>
    private bool TryBegin(ThreadWorker thread, Batch batch, ExecutingBatch execution)
    {
        lock (_gate)
        {
            if (batch.Call.IsOver)
            {
                return false;
            }

            thread.Execution = execution;
            return true;
        }
    }

    /// <summary>A task of the thread ignores its cancellation: another thread takes its place.</summary>
    private void GiveUp(ThreadWorker thread, ExecutingBatch execution)
    {
        Batch? batch;
        List<QueuedBatch> pinned;
        List<QueuedBatch> stranded = [];
        PoolOpenException? reason = null;
        lock (_gate)
        {
            batch = thread.Running?.Id == execution.Id ? thread.Running : null;
            if (batch is null || !_threads.Remove(thread))
            {
                return;
            }

            thread.IsGivenUp = true;
            pinned = thread.TakePinned();
            try
            {
                EnsureStarted_NeedsLock();
            }
            catch (PoolOpenException error)
            {
                // This is the monitor's thread, where an exception would end the user's process. The next call asks for a thread again.
                reason = error;
                stranded = _queue.RemoveAll(static _ => true);
            }
        }

        if (GuardedLogger.Over(options.Logger) is { } logger)
        {
            LogGivenUp(logger, name, thread.Name);
        }

        batch.Complete();
        pinned.ForEach(static entry => entry.Batch.Complete());
        stranded.ForEach(entry => entry.Batch.Break(reason!));
        thread.Leave();
    }

    private PoolOpenException TooFewThreads(Exception? cause) => new(
        $"Pool '{name}' has {_threads.Count} of {_wanted} threads, and the system gives no other. "
        + "Check the limits of this process on threads and memory.",
        cause);

    /// <summary>The cores left to each thread, of those that the opener of the pool may use.</summary>
    private int CoresOfOne => Math.Max(1, cores / Math.Max(1, WorkerCount));

    private void OnInitializerFailed(ThreadWorker thread, Exception error)
    {
        List<QueuedBatch> waiting;
        lock (_gate)
        {
            _broken ??= error;
            _threads.Remove(thread);
            waiting = _queue.RemoveAll(static _ => true);
            waiting.AddRange(thread.TakePinned());
        }

        waiting.ForEach(entry => entry.Batch.Break(error));
    }
}
