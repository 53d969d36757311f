namespace Pathos;

/// <summary>Decides how many items travel together. It starts small, learns the time and size of an item from finished batches, and shrinks the last batches.</summary>
/// <remarks>Growth is bounded by a factor of what was measured: one lucky sample cannot turn into a batch that holds a worker for minutes.
/// The tail follows guided self-scheduling (Polychronopoulos and Kuck, 1987): never more than a fair part of what is left. Not synchronised.</remarks>
internal sealed class Chunker
{
    private const int LargestFirst = 64;
    private const int GrowthPerStep = 16;
    private const int Largest = 1 << 20;
    private const long BytesPerBatch = 1 << 20;
    private const double Smoothing = 0.5;
    private static readonly TimeSpan s_depthTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_ahead = TimeSpan.FromMilliseconds(200);

    private readonly int? _fixed;
    private readonly int _overlap;
    private readonly int _least;
    private readonly double _targetTicks;
    private int _limit;
    private double _ticksPerItem = double.NaN;
    private double _bytesPerItem;

    // For streams: how many items a batch may have at the consumer's pace. Nothing is known of it at first.
    private double _paceLimit;
    private double _paceItems;
    private double _paceTicks;

    public Chunker(MapOptions options, long? count, int workers, TimeSpan targetBatchTime, bool hasConsumer = false)
    {
        _fixed = options.ChunkSize;
        _targetTicks = targetBatchTime.Ticks;
        _paceLimit = hasConsumer ? 1 : double.PositiveInfinity;

        // Items overlap only within a batch: with fewer than several rounds of them, all would wait for the slowest of each round.
        _overlap = options.ConcurrencyPerWorker;
        _least = _overlap > 1 ? (int)Math.Min(_overlap * 4L, Largest) : 1;
        _limit = count is { } known ? (int)Math.Clamp(known / (Math.Max(1, workers) * 64L), 1, LargestFirst) : 1;
    }

    /// <summary>The size of the next batch.</summary>
    /// <param name="left">How many items are left, or null if that is unknown.</param>
    /// <param name="workers">How many workers share them.</param>
    public int Next(long? left, int workers)
    {
        if (_fixed is { } size)
        {
            return size;
        }

        double wanted = double.IsNaN(_ticksPerItem) ? _limit : Math.Min(_limit, _targetTicks / Math.Max(_ticksPerItem, 0.01));
        if (_bytesPerItem > 0)
        {
            wanted = Math.Min(wanted, BytesPerBatch / _bytesPerItem);
        }

        wanted = Math.Max(Math.Min(wanted, _paceLimit), _least);
        if (left is { } rest)
        {
            // Overlapping items mostly wait, so a fair part is never less than may overlap: it would cut the overlap that was asked for.
            wanted = Math.Min(wanted, Math.Max(_overlap, Math.Ceiling(rest / (2.0 * Math.Max(1, workers)))));
        }

        return (int)Math.Clamp(wanted, 1, Largest);
    }

    /// <summary>How many batches of this size are worth having on a worker, so that a quick one never waits for the next.</summary>
    public int Depth(int queuedPerWorker)
    {
        if (_fixed is not { } size)
        {
            return queuedPerWorker + 1;
        }

        double batchTicks = double.IsNaN(_ticksPerItem) ? _targetTicks : Math.Max(_ticksPerItem * size, 1);
        double most = Math.Min(128, _paceLimit / size * (queuedPerWorker + 1));
        return (int)Math.Max(queuedPerWorker + 1L, Math.Min(s_depthTime.Ticks / batchTicks, most));
    }

    /// <summary>A consumer took results in so much time. What is read ahead of it then is what it takes in <see cref="s_ahead"/>, spread
    /// over the batches
    /// that may be ahead of it, and at least one item each: that keeps the workers busy.</summary>
    public void LearnPace(int items, TimeSpan elapsed, int batches)
    {
        // Over time, not over runs: a consumer that the system held up once, after a single item, is not a slow one. What is older than
        // that time counts for less.
        _paceItems += items;
        _paceTicks += Math.Max(elapsed.Ticks, 0.01 * items);
        _paceLimit = Math.Max(1, s_ahead.Ticks * _paceItems / _paceTicks / batches);
        if (_paceTicks > 2 * s_ahead.Ticks)
        {
            _paceItems *= s_ahead.Ticks / _paceTicks;
            _paceTicks = s_ahead.Ticks;
        }
    }

    public void Learn(int items, TimeSpan duration, long bytes)
    {
        double sample = (double)duration.Ticks / items;
        _ticksPerItem = double.IsNaN(_ticksPerItem) ? sample : (_ticksPerItem * (1 - Smoothing)) + (sample * Smoothing);
        double sampleBytes = (double)bytes / items;
        _bytesPerItem = _bytesPerItem == 0 ? sampleBytes : (_bytesPerItem * (1 - Smoothing)) + (sampleBytes * Smoothing);
        _limit = Math.Max(_limit, (int)Math.Min((long)items * GrowthPerStep, Largest));
    }
}
