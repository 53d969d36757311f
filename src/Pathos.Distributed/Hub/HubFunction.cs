using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>What the hub knows of a function: which one it is, and how long it takes. Equal content is one function, and is sent to a
/// worker once.</summary>
/// <remarks>
/// It is remembered when its calls are over, so it holds none of the content: that is the calls' (<see cref="ShippedFunction"/>).
/// </remarks>
/// <param name="hash">The hash of its content.</param>
/// <param name="bytes">How large its content is.</param>
/// <param name="callbacks">The numbers of the caller's objects that it captured, those in its broadcast values included.</param>
/// <param name="values">The hashes of the broadcast values that it captured.</param>
internal sealed class HubFunction(PayloadHash hash, long bytes, IReadOnlyList<int> callbacks, IReadOnlyList<string> values)
{
    private static readonly TimeSpan s_queueTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longBatch = TimeSpan.FromMilliseconds(10);
    private static long s_lastId;

    // How long its batches take, and their items, smoothed; not a number until one has ended. Guarded by the hub's lock.
    private double _batchTicks = double.NaN;
    private double _itemTicks = double.NaN;

    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    public PayloadHash Hash { get; } = hash;

    /// <summary>Gets how large its content is, in bytes.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Gets the numbers of the caller's objects that it captured: who has the function may tell them something.</summary>
    public IReadOnlyList<int> Callbacks { get; } = callbacks;

    /// <summary>Gets the hashes of the broadcast values that it captured.</summary>
    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>How many of its batches may be on a worker at once, the executing one included.</summary>
    /// <remarks>Short batches wait on the worker, so that it never runs dry between two of them. Long batches, and batches that were never
    /// timed, wait at the hub instead. There the first worker that is free takes them, and none is stuck behind a longer one. What that
    /// costs, a round trip, is nothing beside them.</remarks>
    /// <param name="queued">How many may wait on a worker that is near.</param>
    /// <param name="roundTripTicks">How long a batch and its results are on their way: a worker that is far must have that much work in
    /// store.</param>
    public int Depth(int queued, long roundTripTicks) => _batchTicks switch
    {
        double.NaN => 1,
        var ticks when ticks > s_longBatch.Ticks && roundTripTicks < Math.Max(ticks / 2, s_longBatch.Ticks) => 1,
        var ticks => (int)Math.Clamp(1 + ((s_queueTime.Ticks + roundTripTicks) / Math.Max(ticks, 1)), queued + 1L, Math.Max(queued + 1L, HubWorker.DeepestQueue)),
    };

    /// <summary>How long one of its batches takes as a rule, in ticks; 0 while that is unknown.</summary>
    public long BatchTicks => double.IsNaN(_batchTicks) ? 0 : (long)_batchTicks;

    /// <summary>How long one of its items takes as a rule, in ticks, over all places; null while that is unknown.</summary>
    public double? ItemTicks => _itemTicks > 0 ? _itemTicks : null;

    public void Learn(long elapsedTicks, int items)
    {
        _batchTicks = Smoothed(_batchTicks, elapsedTicks);
        if (elapsedTicks > 0 && items > 0)
        {
            _itemTicks = Smoothed(_itemTicks, (double)elapsedTicks / items);
        }
    }

    private static double Smoothed(double before, double now) => double.IsNaN(before) ? now : (before * 0.8) + (now * 0.2);
}
