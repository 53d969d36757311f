namespace Pathos.Distributed;

/// <summary>Looks from time to time whether workers that hold tasks have fallen silent; not at all while none does.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly Timer _timer;
    private readonly TimeSpan _interval;
    private readonly Func<bool> _look;
    private int _isWatching;

    /// <param name="look">Ends what is silent; returns whether there is anything left to watch.</param>
    public SilenceWatch(TimeSpan timeout, Func<bool> look)
    {
        _interval = timeout / 4;
        _look = look;
        _timer = new Timer(static state => ((SilenceWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>There is something to watch. Costs one read while that is known.</summary>
    public void Watch()
    {
        if (Volatile.Read(ref _isWatching) == 0 && Interlocked.Exchange(ref _isWatching, 1) == 0)
        {
            Rearm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // Cleared before the look: work that comes during it arms the timer anew, and then it is armed twice at worst.
        Volatile.Write(ref _isWatching, 0);
        if (_look() && Interlocked.Exchange(ref _isWatching, 1) == 0)
        {
            Rearm();
        }
    }

    private void Rearm()
    {
        try
        {
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The hub has stopped while a late task was placed; nothing is watched any more.
        }
    }
}
