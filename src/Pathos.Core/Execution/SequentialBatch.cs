using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pathos;

/// <summary>Executes the items of a batch one after another on the calling thread.</summary>
/// <remarks>The loop is what a million tiny items pay for: one call, two stores and two reads each. Clocks, tokens and contexts are made only when used.</remarks>
internal sealed class SequentialBatch<T, R> : ExecutingBatch
{
    private const int WorthRenting = 16 << 10;

    private readonly TaskFunction<T, R> _function;
    private readonly ReadOnlyMemory<T> _items;
    private readonly long _firstIndex;
    private readonly IBatchSink<R> _sink;
    private readonly PositionCell _cell;
    private readonly TaskContext _context;
    private readonly IItemTraces? _traces;
    private readonly ItemToken _token = new();
    private readonly Memory<R> _results;

    // Memory that is used again: touching fresh memory for the first time costs more than filling it.
    private readonly R[]? _rented;
    private readonly long[]? _durations;
    private readonly long _itemTimeoutTicks;

    // Guards what has left: the executing thread and the monitor both flush.
    private readonly Lock _flushGate = new();
    private int _flushed;
    private bool _isRevoked;

    // Failures wait here in order of position until they leave. Written by the executing thread before _finished moves past them.
    private readonly Queue<(int Position, TaskFailure Failure)> _failures = new();

    private int _finished;

    // When the running item began; 0 between items. Written by the executing thread, read by the monitor.
    private long _itemStartedAt;

    // The position whose time ran out, or -1. Guarded by the flush gate.
    private int _overdue = -1;

    public SequentialBatch(
        long id, TaskFunction<T, R> function, ReadOnlyMemory<T> items, long firstIndex, CallSettings settings, BatchContext context, IBatchSink<R> sink, PositionCell cell)
        : base(id, settings)
    {
        _function = function;
        _items = items;
        _firstIndex = firstIndex;
        _sink = sink;
        _cell = cell;
        _context = new TaskContext(context, _token);
        _traces = context.Traces;
        _results = sink.Destination is { IsEmpty: false } destination ? destination : OwnResults(items.Length, out _rented);
        _durations = settings.MeasuresItems ? new long[items.Length] : null;
        _itemTimeoutTicks = settings.ItemTimeout is { } limit ? (long)(limit.TotalSeconds * Stopwatch.Frequency) : 0;
    }

    public override int FinishedCount => Volatile.Read(ref _finished);

    public override bool HasUnflushed => FinishedCount > Volatile.Read(ref _flushed);

    public override void Execute()
    {
        TaskContext.Enter(_context);
        try
        {
            if (_itemTimeoutTicks > 0 || _durations is not null)
            {
                RunTimed();
            }
            else
            {
                RunPlain();
            }
        }
        finally
        {
            TaskContext.Enter(null);
            if (IsStopped)
            {
                _traces?.Discard();
            }

            FlushRest(isLast: true);
        }

        // Everything has left, and nothing is read here any more: a monitor that still looks finds nothing unflushed.
        if (_rented is not null)
        {
            ArrayPool<R>.Shared.Return(_rented);
        }
    }

    public override void Flush() => FlushRest(isLast: false);

    public override void Revoke()
    {
        lock (_flushGate)
        {
            _isRevoked = true;
            IsStopped = true;
        }
    }

    public override void CancelOverdue(long now)
    {
        long startedAt = Volatile.Read(ref _itemStartedAt);
        if (_itemTimeoutTicks == 0 || startedAt == 0 || now - startedAt < _itemTimeoutTicks)
        {
            return;
        }

        lock (_flushGate)
        {
            // The item may have ended since; then the next one is younger than its limit, which the second look shows. An item that ends after it
            // waits for this lock before it gives the next one a fresh token, so the cancellation hits the item it is for.
            int position = FinishedCount;
            if (Volatile.Read(ref _itemStartedAt) == startedAt && _overdue != position)
            {
                _overdue = position;
                _token.Cancel();
                ExpectEndWithinGrace();
            }
        }
    }

    public override void FailOverdue()
    {
        lock (_flushGate)
        {
            int position = _overdue;
            if (!_isRevoked && position >= 0 && position == FinishedCount)
            {
                FlushValues();
                _sink.Failed(position, TaskFailure.TimedOut(_firstIndex + position, Settings.ItemTimeout!.Value));
                _sink.Flush(isLast: false, Stopwatch.GetElapsedTime(StartedAt));
            }
        }
    }

    private protected override void CancelRunning() => _token.Cancel();

    private static Memory<R> OwnResults(int count, out R[]? rented)
    {
        rented = RuntimeHelpers.IsReferenceOrContainsReferences<R>() || (long)count * Unsafe.SizeOf<R>() < WorthRenting ? null : ArrayPool<R>.Shared.Rent(count);
        return rented is null ? GC.AllocateUninitializedArray<R>(count) : rented.AsMemory(0, count);
    }

    private void RunPlain()
    {
        while (_finished < _items.Length && !IsStopped)
        {
            try
            {
                if (_function is SyncFunction<T, R> plain)
                {
                    RunOn(new DelegateCall<T, R>(plain.Delegate));
                }
                else
                {
                    RunOn(new FunctionCall<T, R>(_function));
                }
            }
            catch (Exception error)
            {
                Record(_finished, TaskFailure.Threw(error));
                NextUnlessStopped();
            }
        }
    }

    /// <summary>Runs from where the batch is until it ends, is stopped, or an item throws.</summary>
    /// <remarks>Optimised at once: a batch of half a million items would be over before the runtime had found out that the loop is hot. And apart from the
    /// handler: what lives across one stays in memory instead of registers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunOn<TCall>(TCall call)
        where TCall : struct, IItemCall<T, R>
    {
        ReadOnlySpan<T> items = _items.Span;
        Span<R> results = _results.Span;
        TaskContext context = _context;
        PositionCell cell = _cell;
        long firstIndex = _firstIndex;
        for (int position = _finished; position < items.Length; position++)
        {
            if (IsStopped)
            {
                return;
            }

            cell.MoveTo(position);
            context.MoveTo(firstIndex + position);
            results[position] = call.Invoke(items[position]);
            Volatile.Write(ref _finished, position + 1);
            if (WasAskedToFlush)
            {
                // Asked every millisecond or more seldom: an item that started a process took as long, and the next one is told apart from
                // it.
                FlushRest(isLast: false);
                NextUnlessStopped();
            }
        }
    }

    private void RunTimed()
    {
        for (int position = 0; position < _items.Length && !IsStopped; position++)
        {
            _cell.MoveTo(position);
            _context.MoveTo(_firstIndex + position);
            _traces?.Next();
            long startedAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref _itemStartedAt, startedAt);
            TaskFailure? failure = null;
            try
            {
                _results.Span[position] = _function.Invoke(_items.Span[position]);
            }
            catch (Exception thrown)
            {
                failure = TaskFailure.Threw(thrown);
            }

            Volatile.Write(ref _itemStartedAt, 0);
            long endedAt = Stopwatch.GetTimestamp();
            TimeSpan duration = Stopwatch.GetElapsedTime(startedAt, endedAt);
            _durations?[position] = duration.Ticks;

            // An item past its limit has timed out whatever it gave in the end: the same input then ends the same way on every pool.
            if (_itemTimeoutTicks > 0 && endedAt - startedAt >= _itemTimeoutTicks)
            {
                failure = TaskFailure.TimedOut(_firstIndex + position, Settings.ItemTimeout!.Value);
                _traces?.Discard();
                lock (_flushGate)
                {
                    _overdue = -1;
                    EndGrace();
                    _token.Reset();
                }
            }

            if (failure is null)
            {
                Volatile.Write(ref _finished, position + 1);
                if (WasAskedToFlush)
                {
                    FlushRest(isLast: false);
                }
            }
            else
            {
                Record(position, failure.Value with { Duration = duration });
            }
        }
    }

    private void Record(int position, in TaskFailure failure)
    {
        lock (_flushGate)
        {
            _failures.Enqueue((position, failure));
        }

        Volatile.Write(ref _finished, position + 1);

        // A failure may end the whole call, so it does not wait for the monitor.
        FlushRest(isLast: false);
    }

    /// <summary>An item that was cancelled while it ran is not followed by another one: what it started is still its own.</summary>
    private void NextUnlessStopped()
    {
        if (!IsStopped)
        {
            _traces?.Next();
        }
    }

    private void FlushRest(bool isLast)
    {
        lock (_flushGate)
        {
            AcknowledgeFlush();
            if (_isRevoked)
            {
                return;
            }

            FlushValues();
            _sink.Flush(isLast, Stopwatch.GetElapsedTime(StartedAt));
        }
    }

    private void FlushValues()
    {
        int finished = FinishedCount;
        while (_flushed < finished)
        {
            int end = _failures.TryPeek(out var failure) && failure.Position < finished ? failure.Position : finished;
            if (end > _flushed)
            {
                _sink.Values(_flushed, _results[_flushed..end], _durations is null ? [] : _durations.AsSpan(_flushed, end - _flushed));
                Volatile.Write(ref _flushed, end);
            }

            if (end < finished)
            {
                _failures.Dequeue();
                _sink.Failed(end, failure.Failure);
                Volatile.Write(ref _flushed, end + 1);
            }
        }
    }
}
