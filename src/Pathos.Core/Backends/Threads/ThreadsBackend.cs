using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>Runs batches on threads of its own, so that blocking tasks starve nobody else's thread pool.</summary>
/// <remarks>One lock guards the queue and the list of threads. Threads wait on it while there is nothing to do; nothing polls.</remarks>
internal sealed partial class ThreadsBackend(int workers, PoolOptions options, string name, TimeSpan targetBatchTime) : PoolBackend
{
    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly BatchQueue<QueuedBatch> _queue = new();
    private readonly List<ThreadWorker> _threads = [];
    private LaneMonitor? _monitor;
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
        }

        foreach (ThreadWorker thread in threads)
        {
            await thread.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Submit<T, R>(Batch<T, R> batch)
    {
        Exception? broken;
        bool isDropped;
        lock (_gate)
        {
            broken = _broken;
            isDropped = _isStopped || batch.Call.IsOver;
            if (broken is null && !isDropped)
            {
                EnsureStarted_NeedsLock();
                if (batch.Pin is ThreadWorker pinned)
                {
                    pinned.Pinned.Enqueue(new QueuedBatch<T, R>(batch));
                    Monitor.PulseAll(_gate);
                }
                else
                {
                    _queue.Enqueue(new QueuedBatch<T, R>(batch), batch.Call.Priority);
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        if (broken is not null)
        {
            batch.Break(broken);
        }
        else
        {
            batch.Complete();
        }
    }

    public override void Cancel(Call call)
    {
        List<QueuedBatch> dropped;
        List<ExecutingBatch> running = [];
        lock (_gate)
        {
            dropped = _queue.RemoveAll(entry => ReferenceEquals(entry.Batch.Call, call));
            foreach (ThreadWorker thread in _threads)
            {
                if (ReferenceEquals(thread.Running?.Call, call) && thread.Lane.Current is { } batch && batch.Id == thread.Running?.Id)
                {
                    running.Add(batch);
                }
            }
        }

        running.ForEach(static batch => batch.Cancel());
        dropped.ForEach(static entry => entry.Batch.Complete());
    }

    public override Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _wanted = workers;
            if (_monitor is not null)
            {
                Adjust_NeedsLock();
            }
        }

        return OpenAsync(cancellationToken);
    }

    public override async Task StopAsync(bool force)
    {
        List<ThreadWorker> threads;
        List<QueuedBatch> dropped;
        lock (_gate)
        {
            _isStopped = true;
            _wanted = 0;
            threads = [.. _threads];
            dropped = _queue.RemoveAll(static _ => true);
            Monitor.PulseAll(_gate);
        }

        dropped.ForEach(static entry => entry.Batch.Complete());
        if (force)
        {
            threads.ForEach(static thread => thread.Lane.Current?.Cancel());
        }

        // A thread cannot be ended from outside: one that ignores its token is left to itself, as a background thread that reports to nobody.
        Task ended = Task.WhenAll(threads.Select(static thread => thread.Ended));
        try
        {
            await (force ? ended.WaitAsync(s_stopBound) : ended).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            int left = threads.Count(static thread => !thread.Ended.IsCompleted);
            if (options.Logger is { } logger)
            {
                LogLeftBehind(logger, name, left, s_stopBound);
            }
        }

        _monitor?.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "Pool {Pool}: {Count} threads still run tasks that ignore their cancellation after {Bound}; they are left to end by themselves.")]
    private static partial void LogLeftBehind(ILogger logger, string pool, int count, TimeSpan bound);

    [LoggerMessage(2, LogLevel.Warning, "Pool {Pool}: {Worker} runs a task that ignores its cancellation; the thread was given up and another one took its place.")]
    private static partial void LogGivenUp(ILogger logger, string pool, string worker);

    private void EnsureStarted_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(_gate));
        if (_monitor is null && !_isStopped)
        {
            _monitor = new LaneMonitor($"{name} monitor");
            Adjust_NeedsLock();
        }
    }

    private void Adjust_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(_gate));
        while (_threads.Count < _wanted)
        {
            _threads.Add(new ThreadWorker(this, $"{name}-{++_named}", _monitor!));
        }

        // Surplus threads see _wanted and leave when they are idle: the waiting ones now, the others after their batch.
        Monitor.PulseAll(_gate);
    }

    /// <summary>Waits for the next batch of a thread; null when the thread is not wanted any more.</summary>
    private QueuedBatch? Take(ThreadWorker thread)
    {
        lock (_gate)
        {
            thread.Running = null;
            while (!thread.IsGivenUp)
            {
                if (thread.Pinned.TryDequeue(out QueuedBatch? entry) || (_threads.Count <= _wanted && _queue.TryDequeue(out entry)))
                {
                    thread.Running = entry.Batch;
                    return entry;
                }

                if (_threads.Count > _wanted)
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

    /// <summary>A task of the thread ignores its cancellation: another thread takes its place.</summary>
    private void GiveUp(ThreadWorker thread, ExecutingBatch execution)
    {
        Batch? batch;
        lock (_gate)
        {
            batch = thread.Running?.Id == execution.Id ? thread.Running : null;
            if (batch is null || !_threads.Remove(thread))
            {
                return;
            }

            thread.IsGivenUp = true;
            if (!_isStopped)
            {
                Adjust_NeedsLock();
            }
        }

        if (options.Logger is { } logger)
        {
            LogGivenUp(logger, name, thread.Name);
        }

        execution.FailOverdue();
        execution.Revoke();
        batch.Complete();
    }

    private void OnInitializerFailed(ThreadWorker thread, Exception error)
    {
        List<QueuedBatch> waiting;
        lock (_gate)
        {
            _broken ??= error;
            _threads.Remove(thread);
            waiting = _queue.RemoveAll(static _ => true);
        }

        waiting.ForEach(entry => entry.Batch.Break(error));
    }
}
