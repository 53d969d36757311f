using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Looks from time to time whether workers that hold batches have fallen silent; not at all while none does.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly ITimer _timer;
    private readonly TimeSpan _interval;
    private readonly bool _isWanted;
    private readonly Func<TimeSpan, bool> _look;

    // Used by the one look that is under way, and by the call that arms the timer when no look is.
    private readonly WatchedClock _clock;
    private int _isWatching;

    /// <param name="timeout">The silence that ends a worker; <see cref="Timeout.InfiniteTimeSpan"/> if none does, and nothing is
    /// watched.</param>
    /// <param name="look">Ends silent workers. Gets the time watched so far; returns whether there is anything left to watch.</param>
    public SilenceWatch(TimeSpan timeout, Func<TimeSpan, bool> look)
    {
        _isWanted = timeout != Timeout.InfiniteTimeSpan;
        _interval = timeout / 4;
        _look = look;
        _clock = new WatchedClock(_interval);
        _timer = LibraryTime.Shared.CreateTimer(
            static state => ((SilenceWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>There is something to watch. Costs one read while that is known.</summary>
    public void Watch()
    {
        if (_isWanted && Volatile.Read(ref _isWatching) == 0 && Interlocked.Exchange(ref _isWatching, 1) == 0)
        {
            _clock.Resume();
            Rearm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // Work that comes during the look finds a watch under way. So the flag is cleared only when the look found nothing to watch, and a
        // second look makes sure that no work came between the first one and the clearing.
        bool isAny = true;
        try
        {
            isAny = _look(_clock.Look());
        }
        finally
        {
            // A look that fails, for want of a thread say, is made again.
            if (isAny)
            {
                Rearm();
            }
        }

        if (!isAny)
        {
            Volatile.Write(ref _isWatching, 0);
            LookAgain();
        }
    }

    private void LookAgain()
    {
        bool isAny = true;
        try
        {
            isAny = _look(_clock.Now);
        }
        finally
        {
            if (isAny)
            {
                Watch();
            }
        }
    }

    /// <summary>Arms the timer. One that was disposed with the hub is not armed by it.</summary>
    private void Rearm() => _timer.Change(_interval, Timeout.InfiniteTimeSpan);
}
