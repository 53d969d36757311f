using System.Collections;
using System.Diagnostics;

namespace Pathos;

/// <summary>A batch and, once it straggles, its twin with the same items. Each item belongs to the side that reports it first; the lock of their run guards it.</summary>
internal sealed class Race<T, R>(Batch<T, R> first)
{
    private readonly BitArray _won = new(first.Count);
    private readonly Dictionary<long, MapRun<T, R>.FailedItem> _losses = [];
    private Batch<T, R>? _twin;
    private int _left = first.Count;
    private bool _firstEnded;
    private bool _twinEnded;

    /// <summary>Gets when the first side was dispatched.</summary>
    public long DispatchedAt { get; } = Stopwatch.GetTimestamp();

    public bool HasTwin => _twin is not null;

    /// <summary>Gets whether every item belongs to a side.</summary>
    public bool IsDecided => _left == 0;

    public bool HasEnded => _firstEnded && _twinEnded;

    /// <summary>Makes the twin: a batch of the items from the first one on that has no result yet.</summary>
    public Batch<T, R> CreateTwin()
    {
        int from = 0;
        while (_won[from])
        {
            from++;
        }

        _twin = new Batch<T, R>(first.Call, first.FirstIndex + from, first.Items[from..], first.Attempt) { History = first.History, Avoids = first.StartedAt != 0 ? first.Worker : null, IsAccounted = true, Race = this };
        return _twin;
    }

    /// <summary>The other side, while it runs.</summary>
    public Batch<T, R>? RunningOtherOf(Batch<T, R> batch) =>
        ReferenceEquals(batch, first) ? (_twinEnded ? null : _twin) : (_firstEnded ? null : first);

    public bool TryWin(long index)
    {
        int position = (int)(index - first.FirstIndex);
        if (_won[position])
        {
            return false;
        }

        _won[position] = true;
        _left--;
        return true;
    }

    /// <summary>One side lost its worker with this item. It counts only if the other side does not bring it.</summary>
    public void Hold(in MapRun<T, R>.FailedItem loss) => _losses[loss.Index] = loss;

    public void End(Batch<T, R> batch)
    {
        _firstEnded |= ReferenceEquals(batch, first);
        _twinEnded |= ReferenceEquals(batch, _twin);
    }

    /// <summary>When both have ended: the items that belong to neither, each with the loss that it met, or null.</summary>
    public IEnumerable<(long Index, MapRun<T, R>.FailedItem? Loss)> Unwon()
    {
        for (int position = 0; position < first.Count; position++)
        {
            if (!_won[position])
            {
                long index = first.FirstIndex + position;
                yield return (index, _losses.TryGetValue(index, out MapRun<T, R>.FailedItem loss) ? loss : null);
            }
        }
    }
}
