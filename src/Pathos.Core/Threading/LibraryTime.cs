using System.Diagnostics;

namespace Pathos;

/// <summary>The system's time with timers that need no thread pool: one thread waits for the next that is due, and their callbacks run on
/// <see cref="LibraryThreads"/>.</summary>
/// <remarks>For <c>Task.Delay</c>, <c>WaitAsync</c> and <c>CancellationTokenSource</c>, which all take a provider. Callbacks get no
/// caller's context.
/// The thread stays once it was started, so that a timer never fails for want of one. Nothing polls.</remarks>
internal sealed class LibraryTime : TimeProvider
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private readonly SortedSet<LibraryTimer> _armed = new(Comparer<LibraryTimer>.Create(LibraryTimer.CompareByDueTime));
    private bool _hasThread;

    private LibraryTime()
    {
    }

    public static LibraryTime Shared { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LibraryTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Makes a timer that is not armed yet.</summary>
    public ITimer CreateTimer(TimerCallback callback, object? state = null) =>
        CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    internal bool Arm(LibraryTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _armed.Remove(timer);
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            if (!_hasThread)
            {
                // The caller that makes the first timer hears if the threads for timers cannot be started; later callers find them running.
                LibraryThreads.EnsureThread();
                new Thread(Fire, maxStackSize: 256 * 1024) { IsBackground = true, Name = "pathos timers" }.UnsafeStart();
                _hasThread = true;
            }

            Add_NeedsLock(timer, dueTime);
            if (ReferenceEquals(_armed.Min, timer))
            {
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    internal void Disarm(LibraryTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private void Add_NeedsLock(LibraryTimer timer, TimeSpan dueTime)
    {
        timer.DueAt = Stopwatch.GetTimestamp() + (long)(dueTime.TotalSeconds * Stopwatch.Frequency);
        _armed.Add(timer);
    }

    private void Fire()
    {
        while (true)
        {
            LibraryThreads.Run(static state => ((LibraryTimer)state!).Invoke(), TakeDue());
        }
    }

    /// <summary>Waits for the next timer that is due.</summary>
    private LibraryTimer TakeDue()
    {
        lock (_gate)
        {
            while (true)
            {
                TimeSpan left = s_longestWait;
                if (_armed.Min is { } first)
                {
                    left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), first.DueAt);
                    if (left <= TimeSpan.Zero)
                    {
                        _armed.Remove(first);
                        if (first.Period > TimeSpan.Zero)
                        {
                            Add_NeedsLock(first, first.Period);
                        }

                        return first;
                    }
                }

                // A wait rounds down to whole milliseconds; one more, and it does not end before its time.
                Monitor.Wait(_gate, left < s_longestWait ? left + TimeSpan.FromMilliseconds(1) : s_longestWait);
            }
        }
    }
}
