namespace Pathos.Distributed;

/// <summary>One thread that runs handlers in order. It waits without polling while there are none.</summary>
internal sealed class CallbackLane
{
    // So many handlers may wait; beyond that the thread that reads a worker pauses before it takes more.
    private const int Most = 16 << 10;

    // It pauses, and never waits for room: the handler that runs may itself wait for what that thread reads next.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(100);

    // The lane whose handler the code is in, also on threads of the library that it waits for.
    private static readonly AsyncLocal<CallbackLane?> s_current = new();

    private readonly object _gate = new();
    private readonly Queue<Action> _waiting = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly Action<Exception> _onFailed;
    private readonly int _level;
    private bool _isStopped;
    private bool _hasEnded;
    private volatile bool _isForced;

    public CallbackLane(int level, Action<Exception> onFailed)
    {
        _level = level;
        _onFailed = onFailed;
        new Thread(Run) { IsBackground = true, Name = "pathos callbacks" }.UnsafeStart();
    }

    /// <summary>Gets whether this code is in a handler of the lane, or does something that the handler asked for.</summary>
    public bool IsCurrent => s_current.Value == this;

    public Task Ended => _ended.Task;

    /// <summary>Adds a handler; false when the thread has ended.</summary>
    /// <param name="onEnded">What follows it, whatever becomes of it.</param>
    public bool TryEnqueueHandler(Action handler, Action onEnded)
    {
        lock (_gate)
        {
            if (_waiting.Count >= Most && !_hasEnded)
            {
                Monitor.Wait(_gate, s_longestPause);
            }

            return TryEnqueue_NeedsLock(() => RunHandler(handler, onEnded));
        }
    }

    /// <summary>Adds work of the pool's own; false when the thread has ended.</summary>
    public bool TryEnqueue(Action work)
    {
        lock (_gate)
        {
            return TryEnqueue_NeedsLock(work);
        }
    }

    public void Stop(bool force)
    {
        lock (_gate)
        {
            _isStopped = true;
            _isForced |= force;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryEnqueue_NeedsLock(Action work)
    {
        if (_hasEnded)
        {
            return false;
        }

        _waiting.Enqueue(work);
        Monitor.PulseAll(_gate);
        return true;
    }

    private void Run()
    {
        while (Next() is { } work)
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                _onFailed(error);
            }
        }

        _ended.SetResult();
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_waiting.TryDequeue(out Action? work))
                {
                    Monitor.PulseAll(_gate);
                    return work;
                }

                if (_isStopped)
                {
                    _hasEnded = true;
                    return null;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private void RunHandler(Action handler, Action onEnded)
    {
        try
        {
            if (!_isForced)
            {
                using var own = new ContextScope();
                CallbackScope.Enter(_level + 1);
                s_current.Value = this;
                handler();
            }
        }
        finally
        {
            onEnded();
        }
    }
}
