namespace Pathos.Wire;

/// <summary>Watches whether anything comes on a connection on which the other side says regularly that it is there. Its owner looks at intervals, one look at a time.</summary>
/// <param name="reader">What reads the connection.</param>
/// <param name="interval">How often the owner looks.</param>
internal sealed class LineWatch(FrameReader reader, TimeSpan interval)
{
    private readonly WatchedClock _clock = new(interval);
    private readonly SilenceMeter _meter = new();

    /// <summary>Gets how long nothing had come at the last look.</summary>
    public TimeSpan Silence { get; private set; }

    /// <summary>Looks.</summary>
    /// <returns><see cref="Silence"/>.</returns>
    public TimeSpan Look()
    {
        TimeSpan now = _clock.Look();
        return Silence = _meter.Look(reader.Received, reader.IsWaiting, now, reached: now);
    }
}
