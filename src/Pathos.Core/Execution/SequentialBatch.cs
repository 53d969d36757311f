using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pathos;

/// <summary>Executes the items of a batch one after another on the calling thread.</summary>
/// <remarks>The loop is what a million tiny items pay for: one call, two stores and two reads each. Clocks, tokens and contexts are made
/// only when used:
/// a function whose code calls nothing needs no context, because it can neither ask for one nor start work that would.</remarks>
internal sealed class SequentialBatch<T, R> : ExecutingBatch
{
    private const int WorthRenting = 16 << 10;

    // Fewer items pay for their contexts sooner than for a look at the code.
    private const int WorthLooking = 64;

    private readonly TaskFunction<T, R> _function;
    private readonly ReadOnlyMemory<T> _items;
    private readonly long _firstIndex;
    private readonly IBatchSink<R> _sink;
    private readonly PositionCell _cell;
    private readonly BatchContext _context;
    private readonly CallBoundary _boundary;
    private readonly bool _callsNothing;
    private readonly IItemTraces? _traces;
    private readonly Memory<R> _results;

    // Memory that is used again: touching fresh memory for the first time costs more than filling it.
    private readonly R[]? _rented;
    private readonly long[]? _durations;
    private readonly long _itemTimeoutTicks;

    // What may not run again leaves before the next item can take the lane with it.
    private readonly bool _leavesAtOnce;

    // Guards what has left: the executing thread and the monitor both flush.
    private readonly Lock _flushGate = new();
    private int _flushed;

    // Failures wait here in order of position until they leave. Written by the executing thread before _finished moves past them.
    private readonly Queue<(int Position, TaskFailure Failure)> _failures = new();

    private int _finished;

    // When the running item began; 0 between items. Written by the executing thread, read by the monitor.
    private long _itemStartedAt;

    // The context of the running item, which may be cancelled; null where the function calls nothing. Written by the executing thread.
    private TaskContext? _running;

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
        _context = context;
        _boundary = new CallBoundary(settings.Surroundings);
        _callsNothing = items.Length >= WorthLooking && function is SyncFunction<T, R> { Delegate: var code } && CallFreeCode.Contains(code);
        _traces = context.Traces;
        _results = sink.Destination is { IsEmpty: false } destination ? destination : OwnResults(items.Length, out _rented);
        _durations = settings.MeasuresItems ? new long[items.Length] : null;
        _itemTimeoutTicks = settings.ItemTimeout is { } limit ? (long)(limit.TotalSeconds * Stopwatch.Frequency) : 0;
        _leavesAtOnce = !settings.IsRepeatable && _itemTimeoutTicks > 0 && sink.RunsForeignCode;
    }

    public override int FinishedCount => Volatile.Read(ref _finished);

    public override bool HasUnflushed => FinishedCount > Volatile.Read(ref _flushed);

    public override void Execute()
    {
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
            if (IsStopped)
            {
                _traces?.Discard();
            }

            if (_finished == _items.Length)
            {
                // Writing the last results may end the process: no item is to blame then, and none has yet to begin.
                _cell.MoveTo(PositionCell.Reporting);
            }

            FlushRest(isLast: true);
        }

        // Everything has left, and nothing is read here any more: a monitor that still looks finds nothing unflushed.
        if (_rented is not null)
        {
            ArrayPool<R>.Shared.Return(_rented);
        }
    }

    public override void Flush() => Report(isLast: false, mayWait: false);

    public override void CancelOverdue(long now)
    {
        if (_itemTimeoutTicks == 0)
        {
            return;
        }

        WatchForeignCode(_sink.Writing, _itemTimeoutTicks, now);
        long startedAt = Volatile.Read(ref _itemStartedAt);
        if (startedAt == 0 || now - startedAt < _itemTimeoutTicks)
        {
            return;
        }

        lock (_flushGate)
        {
            // The item may have ended since; then the next one is younger than its limit, which the second look shows. An item that ends after it
            // waits for this lock before the next one begins, so the cancellation hits the item it is for.
            int position = FinishedCount;
            if (Volatile.Read(ref _itemStartedAt) == startedAt)
            {
                if (_overdue != position)
                {
                    _overdue = position;
                    Volatile.Read(ref _running)?.Cancel();
                }

                // Said at every look: the end of something else that was overdue may have ended the grace.
                ExpectEndWithinGrace();
            }
        }
    }

    public override bool TryGiveUp(long now)
    {
        lock (_flushGate)
        {
            if (IsRevoked || !IsStuck(now))
            {
                return false;
            }

            // The executing thread publishes that an item has finished, and then looks whether it may go on. After the barrier either it
            // finds the batch stopped, or what it begins is counted below.
            MarkRevoked();
            Interlocked.MemoryBarrierProcessWide();
            TellGivenUp();
            return true;
        }
    }

    /// <summary>Tells what has finished, and what has timed out. Drained without waiting, a sink calls no code of the user's.</summary>
    private void TellGivenUp()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(StartedAt);
        FlushValues();
        _sink.Flush(isLast: false, elapsed);
        _sink.Drain(mayWait: false);
        if (OverdueItem >= 0)
        {
            FailUnwritten(OverdueItem, elapsed);
        }

        if (_overdue >= 0)
        {
            _sink.FailAside(_overdue, TaskFailure.TimedOut(_firstIndex + _overdue, Settings.ItemTimeout!.Value), elapsed);
        }
    }

    /// <summary>The end of an item cannot be told, and nothing behind it. It timed out; the others run again, or are lost where they may not.</summary>
    private void FailUnwritten(int overdue, TimeSpan elapsed)
    {
        _sink.FailAside(overdue, TaskFailure.TimedOut(_firstIndex + overdue, Settings.ItemTimeout!.Value), elapsed);
        if (Settings.IsRepeatable)
        {
            return;
        }

        // Of those that were told before, this changes nothing. The last one may be executing.
        int begun = Math.Min(FinishedCount + 1, _items.Length);
        for (int position = 0; position < begun; position++)
        {
            if (position != overdue)
            {
                _sink.FailAside(position, GivenUpWithItsWorker(_firstIndex + position), elapsed);
            }
        }
    }

    private protected override void CancelRunning()
    {
        // The executing thread publishes an item and then looks whether it may go on; here the order is the other way round. Only a fence
        // between
        // the two makes one of them see the other. It is on this side, for all processors, because there are far more items than
        // cancellations.
        Interlocked.MemoryBarrierProcessWide();
        Volatile.Read(ref _running)?.Cancel();
    }

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
                if (_callsNothing)
                {
                    RunBare(new DelegateCall<T, R>(((SyncFunction<T, R>)_function).Delegate));
                }
                else if (_function is SyncFunction<T, R> plain)
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
                NextUnlessStopped();
                Record(_finished, TaskFailure.Threw(error));
            }
        }
    }

    /// <summary>Runs from where the batch is until it ends, is stopped, or an item throws. For code that needs no context.</summary>
    /// <remarks>Optimised at once: a batch of half a million items would be over before the runtime had found out that the loop is hot. And apart from the
    /// handler: what lives across one stays in memory instead of registers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBare<TCall>(TCall call)
        where TCall : struct, IItemCall<T, R>
    {
        ReadOnlySpan<T> items = _items.Span;
        Span<R> results = _results.Span;
        PositionCell cell = _cell;
        for (int position = _finished; position < items.Length; position++)
        {
            if (IsStopped)
            {
                return;
            }

            cell.MoveTo(position);
            results[position] = call.Invoke(items[position]);
            Volatile.Write(ref _finished, position + 1);
            if (WasAskedToFlush)
            {
                FlushRest(isLast: false);
            }
        }
    }

    /// <summary>The same, with a context for each item.</summary>
    private void RunOn<TCall>(TCall call)
        where TCall : struct, IItemCall<T, R>
    {
        for (int position = _finished; position < _items.Length; position++)
        {
            TaskContext task = Publish(position);
            if (IsStopped)
            {
                return;
            }

            _cell.MoveTo(position);
            _boundary.Enter(task);
            _results.Span[position] = call.Invoke(_items.Span[position]);

            // Asked every millisecond or more seldom: an item that started a process took as long, and the next one is told apart from it.
            bool leaves = WasAskedToFlush;
            if (leaves)
            {
                NextUnlessStopped();
            }

            Volatile.Write(ref _finished, position + 1);
            if (leaves)
            {
                FlushRest(isLast: false);
            }
        }
    }

    /// <summary>Makes the next item one that may be cancelled. The caller looks afterwards whether the batch was stopped.</summary>
    private TaskContext Publish(int position)
    {
        var task = new TaskContext(_context, _firstIndex + position);
        Volatile.Write(ref _running, task);
        return task;
    }

    private void RunTimed()
    {
        for (int position = 0; position < _items.Length; position++)
        {
            TaskContext task = Publish(position);
            if (IsStopped)
            {
                return;
            }

            _cell.MoveTo(position);
            long startedAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref _itemStartedAt, startedAt);
            TaskFailure? failure = null;
            try
            {
                _boundary.Enter(task);
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
                }
            }

            NextUnlessStopped();
            if (failure is null)
            {
                Volatile.Write(ref _finished, position + 1);
                if (WasAskedToFlush || _leavesAtOnce)
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

    /// <summary>An item has ended. Told apart before its end is told: this process may end at any moment after that, and what the item
    /// started does not end with it. An item that was cancelled while it ran is not followed by another one: what it started is still its
    /// own.</summary>
    private void NextUnlessStopped()
    {
        if (!IsStopped)
        {
            _traces?.Next();
        }
    }

    /// <summary>Reports from the executing thread: outside the boundary, because on some pools it runs code of the caller.</summary>
    private void FlushRest(bool isLast)
    {
        _boundary.Leave();
        Report(isLast, mayWait: true);
    }

    private void Report(bool isLast, bool mayWait)
    {
        lock (_flushGate)
        {
            AcknowledgeFlush();
            if (!IsRevoked)
            {
                FlushValues();
                _sink.Flush(isLast, Stopwatch.GetElapsedTime(StartedAt));
            }
        }

        // Of a batch that was revoked, too: what left before is written to its end before the thread that executed it goes on.
        _sink.Drain(mayWait);
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
