namespace Pathos.Wire;

/// <summary>Measures how long the other side of a connection has been silent.</summary>
/// <remarks>
/// Silence begins when three things are true together: the other side has everything that was sent to it, this side has read everything that came, and the watcher looks.
/// A side that still receives is busy receiving, and a reader that is busy with earlier messages hears nothing; neither is evidence against the other side.
/// Only the watcher uses the meter, one look at a time.
/// </remarks>
internal sealed class SilenceMeter
{
    private long _activity = -1;

    // When bytes last moved as far as the looks show, and the look at which the other side was known to have them all; null until then.
    private TimeSpan _movedAt;
    private TimeSpan? _silentFrom;

    /// <summary>Looks at the connection.</summary>
    /// <param name="activity">A number that changes whenever bytes move, in either direction.</param>
    /// <param name="isListening">Whether the reader waits for bytes; false while it is busy with what came.</param>
    /// <param name="now">The time of the look, by the watcher's <see cref="WatchedClock"/>.</param>
    /// <param name="reached">All bytes that were sent until this time of the same clock have arrived at the other side.</param>
    /// <returns>How long the other side has had everything and has said nothing.</returns>
    public TimeSpan Look(long activity, bool isListening, TimeSpan now, TimeSpan reached)
    {
        if (activity != _activity || !isListening)
        {
            (_activity, _movedAt, _silentFrom) = (activity, now, null);
        }

        if (_silentFrom is null && reached >= _movedAt)
        {
            _silentFrom = now;
        }

        return _silentFrom is { } from && reached > from ? reached - from : TimeSpan.Zero;
    }
}
