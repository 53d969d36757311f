using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Pathos;

/// <summary>A map whose results are wanted all together, in input order.</summary>
internal sealed class ArrayRun<T, R>(MapRequest<T, R> request, bool isBlocking)
    : MapRun<T, R>(request, isBlocking, ErrorPolicy.FailFast, measuresItems: false)
{
    // With a known count results go straight to their places; else they wait here, by index, until the count is known.
    private R[]? _results;
    private SortedList<long, R[]>? _pieces;
    private List<long>? _failed;
    private long _received;

    public override bool HoldsCaller { get; } = isBlocking;

    protected override bool IsStreaming => false;

    public async ValueTask<R[]> RunAsync(CancellationToken cancellationToken)
    {
        using IDisposable limits = WatchLimits(cancellationToken);
        try
        {
            await BeginAsync(cancellationToken).OnLibraryThreads();
            while (!Advance())
            {
                await Signal.WaitAsync().WhereItEnds();
            }
        }
        finally
        {
            await EndAsync().OnLibraryThreads();
        }

        if (Verdict() is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        ThrowInputFailure();
        return Assemble();
    }

    public override Memory<R> DestinationOf(Batch<T, R> batch)
    {
        // Where an execution may be given up and go on, it must not write into what has become the caller's.
        R[]? results = MayBeGivenUp ? null : Volatile.Read(ref _results);
        return results is not null && batch.FirstIndex + batch.Count <= results.Length ? results.AsMemory((int)batch.FirstIndex, batch.Count) : default;
    }

    protected override void Begin(long? count)
    {
        if (count is { } known && known <= Array.MaxLength)
        {
            _results = known == 0 ? [] : GC.AllocateUninitializedArray<R>((int)known);
        }
        else
        {
            _pieces = [];
        }
    }

    protected override void Collect_NeedsLock(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        long index = batch.FirstIndex + start;
        _received += values.Length;
        if (_pieces is null && index + values.Length > _results!.Length)
        {
            // The input gave more than it had promised: a collection that grew while it was enumerated.
            Array.Resize(ref _results, (int)Math.Max(index + values.Length, Math.Min(2L * _results.Length, Array.MaxLength)));
        }

        if (_pieces is null)
        {
            // What was written in its place is there already.
            Span<R> place = _results.AsSpan((int)index, values.Length);
            if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(place), ref MemoryMarshal.GetReference(values)))
            {
                values.CopyTo(place);
            }
        }
        else
        {
            _pieces.Add(index, values.ToArray());
        }
    }

    protected override void CollectFailure_NeedsLock(in FailedItem item, Exception error) => (_failed ??= []).Add(item.Index);

    private R[] Assemble()
    {
        lock (Gate)
        {
            if (_pieces is not null)
            {
                var all = new R[_received];
                int at = 0;
                foreach (R[] piece in _pieces.Values)
                {
                    piece.CopyTo(all, at);
                    at += piece.Length;
                }

                return all;
            }

            if (_failed is null)
            {
                return _received == _results!.Length ? _results : _results[..(int)_received];
            }

            // Tolerated failures leave no hole and no null: their places close up.
            _failed.Sort();
            var kept = new List<R>((int)_received);
            int from = 0;
            foreach (long index in _failed)
            {
                kept.AddRange(_results.AsSpan(from, (int)index - from));
                from = (int)index + 1;
            }

            kept.AddRange(_results.AsSpan(from, (int)_received + _failed.Count - from));
            return [.. kept];
        }
    }
}
