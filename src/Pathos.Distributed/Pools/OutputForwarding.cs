using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>Takes lines that workers printed to the user's own handler, or to the console with the worker's name before each.</summary>
/// <remarks>
/// The threads that read from workers only queue lines. One drain at a time passes them on, so a handler hears them one by one and in
/// order.
/// A sink that takes nothing for a second is stuck: what comes while its queue is full is lost and counted, and no call waits for it,
/// until it takes a line again.
/// A sink that is merely slow holds up the workers that print, as a pipe would.
/// </remarks>
internal sealed partial class OutputForwarding(PoolOptions options)
{
    private const int MostLines = 10_000;
    private const long MostCharacters = 8 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly LineSink _sink = new(options);
    private readonly object _gate = new();

    // Guarded by _gate. Lines are numbered as they come: all before _passed have been passed on or lost.
    private readonly Queue<TaskOutput> _queue = new();
    private readonly List<(long Line, TaskCompletionSource Passed)> _awaited = [];
    private long _characters;
    private long _queued;
    private long _passed;
    private long _lost;
    private bool _isDraining;
    private bool _isStuck;
    private bool _isClosed;

    public void Pass(TaskOutput line)
    {
        bool isFirstLoss = false;
        bool startsDrain = false;
        lock (_gate)
        {
            if (HasRoom_NeedsLock(line))
            {
                _queue.Enqueue(line);
                _characters += line.Text.Length;
                _queued++;
                startsDrain = !_isDraining;
                _isDraining = true;
            }
            else
            {
                isFirstLoss = !_isClosed && ++_lost == 1;
            }
        }

        if (startsDrain)
        {
            LibraryThreads.Run(Drain);
        }

        if (isFirstLoss)
        {
            _sink.Log(static logger => LogLosing(logger, s_patience));
        }
    }

    /// <summary>Waits until all lines of now have been passed on, a second at most. Never fails.</summary>
    public Task WhenPassed()
    {
        lock (_gate)
        {
            if (_passed == _queued || _isStuck)
            {
                return Task.CompletedTask;
            }

            var passed = new TaskCompletionSource();
            _awaited.Add((_queued, passed));
            return AwaitAsync(passed.Task, _passed);
        }
    }

    /// <summary>Passes on what waits, a second at most, and takes nothing more.</summary>
    public async Task CloseAsync()
    {
        await WhenPassed().OnLibraryThreads();
        long lost;
        lock (_gate)
        {
            _isClosed = true;
            lost = _lost += _queue.Count;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }

        if (lost > 0)
        {
            _sink.Log(logger => LogLost(logger, lost));
        }
    }

    [LoggerMessage(21, LogLevel.Warning, "What takes the output of tasks (the console or PoolOptions.Output) took no line for {Patience}; lines are lost until it does.")]
    private static partial void LogLosing(ILogger logger, TimeSpan patience);

    [LoggerMessage(22, LogLevel.Warning, "{Count} lines that tasks printed are lost: what takes them (the console or PoolOptions.Output) was stuck.")]
    private static partial void LogLost(ILogger logger, long count);

    private bool HasRoom_NeedsLock(in TaskOutput line)
    {
        while (!_isClosed && (_queue.Count >= MostLines || (_queue.Count > 0 && _characters + line.Text.Length > MostCharacters)))
        {
            long before = _passed;
            if (_isStuck || (!Monitor.Wait(_gate, s_patience) && before == _passed))
            {
                _isStuck = true;
                return false;
            }
        }

        return !_isClosed;
    }

    private async Task AwaitAsync(Task passed, long before)
    {
        try
        {
            await passed.WaitAsync(s_patience, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // Slow or stuck: the next call waits for a slow sink again.
                _isStuck |= _passed == before;
            }
        }
    }

    private void Drain()
    {
        while (true)
        {
            TaskOutput line;
            lock (_gate)
            {
                if (!_queue.TryDequeue(out line))
                {
                    _isDraining = false;
                    return;
                }

                _characters -= line.Text.Length;
            }

            _sink.Take(line);
            lock (_gate)
            {
                _passed++;
                _isStuck = false;
                Monitor.PulseAll(_gate);
                _awaited.RemoveAll(IsOver_NeedsLock);
            }
        }
    }

    private bool IsOver_NeedsLock((long Line, TaskCompletionSource Passed) awaited) =>
        // Its continuations are queued to other threads: none runs under this lock.
        awaited.Line <= _passed && awaited.Passed.TrySetResult();
}
