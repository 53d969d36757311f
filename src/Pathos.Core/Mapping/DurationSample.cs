namespace Pathos;

/// <summary>The durations of the last items, for their median. Not synchronised.</summary>
internal sealed class DurationSample
{
    private const int Size = 256;
    private readonly long[] _ticks = new long[Size];
    private long _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Gets the middle one of what is remembered. Sorts a copy: asked a few times at the end of a map.</summary>
    public TimeSpan Median
    {
        get
        {
            long[] sorted = _ticks[..(int)Math.Min(_count, Size)];
            Array.Sort(sorted);
            return new TimeSpan(sorted[sorted.Length / 2]);
        }
    }

    public void Add(TimeSpan duration) => _ticks[_count++ % Size] = duration.Ticks;
}
