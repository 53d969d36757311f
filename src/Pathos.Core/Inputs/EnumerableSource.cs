using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>An input pulled from an enumerator, lazily.</summary>
internal sealed class EnumerableSource<T> : ItemSource<T>
{
    // A slow input should not hold back the items that it gave: a piece ends early after this long.
    private static readonly long s_patience = Stopwatch.Frequency / 1000;

    private readonly IEnumerable<T> _items;
    private IEnumerator<T>? _enumerator;
    private bool _hasEnded;

    public EnumerableSource(IEnumerable<T> items)
    {
        _items = items;
        Count = items.TryGetNonEnumeratedCount(out int count) ? count : null;
    }

    public override long? Count { get; }

    public override ReadOnlyMemory<T> Pull(int most, out PullState state)
    {
        T[] piece = [];
        int count = 0;
        try
        {
            _enumerator ??= _items.GetEnumerator();
            long startedAt = Stopwatch.GetTimestamp();
            while (count < most && !_hasEnded)
            {
                if (!_enumerator.MoveNext())
                {
                    _hasEnded = true;
                    break;
                }

                if (count == piece.Length)
                {
                    Array.Resize(ref piece, Math.Min(most, Math.Max(16, count * 2)));
                }

                piece[count++] = _enumerator.Current;
                if ((count & 15) == 1 && Stopwatch.GetTimestamp() - startedAt > s_patience)
                {
                    break;
                }
            }
        }
        catch (Exception error)
        {
            Failure = ExceptionDispatchInfo.Capture(error);
            _hasEnded = true;
        }

        state = _hasEnded ? PullState.Ended : PullState.More;
        return piece.AsMemory(0, count);
    }

    public override void CheckUnchanged()
    {
        if (_hasEnded && Failure is null && _enumerator is { } ended)
        {
            Failure = ChangeWatch.Over(_items, ended)?.FindChange();
        }
    }

    public override ValueTask DisposeAsync()
    {
        _enumerator?.Dispose();
        return ValueTask.CompletedTask;
    }
}
