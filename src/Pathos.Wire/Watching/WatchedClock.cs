using System.Diagnostics;

namespace Pathos.Wire;

/// <summary>Counts the time during which a watcher really watched.</summary>
/// <remarks>
/// A watcher looks at intervals. When its own process is paused (a breakpoint, a frozen container, a laptop lid), the next look comes late, and what was sent meanwhile lies unread.
/// So the time between two looks counts for one and a half intervals at most: a pause of any length is not evidence against the other side.
/// Only the watcher uses the clock, one look at a time.
/// </remarks>
internal sealed class WatchedClock
{
    private const double MostOfALook = 1.5;

    private readonly TimeProvider _time;
    private readonly TimeSpan _most;
    private long _lookedAt;

    /// <param name="interval">How often the watcher looks.</param>
    /// <param name="time">Where time comes from; null for the system's.</param>
    public WatchedClock(TimeSpan interval, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _most = interval * MostOfALook;
        _lookedAt = _time.GetTimestamp();
    }

    /// <summary>Gets the time watched so far, as of the last look.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The watcher looks again after it did not watch for a while: that while does not count.</summary>
    public void Resume() => _lookedAt = _time.GetTimestamp();

    /// <summary>The watcher looks.</summary>
    /// <returns><see cref="Now"/>.</returns>
    public TimeSpan Look()
    {
        long at = _time.GetTimestamp();
        TimeSpan elapsed = _time.GetElapsedTime(_lookedAt, at);
        _lookedAt = at;
        return Now += elapsed < _most ? elapsed : _most;
    }
}
