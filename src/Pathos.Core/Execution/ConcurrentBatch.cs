using System.Diagnostics;

namespace Pathos;

/// <summary>Executes the items of an async function, several in flight at a time. The calling thread starts them in order and waits for their end.</summary>
internal sealed class ConcurrentBatch<T, R>(
    long id, TaskFunction<T, R> function, ReadOnlyMemory<T> items, long firstIndex, CallSettings settings, BatchContext context, IBatchSink<R> sink, PositionCell cell)
    : ExecutingBatch(id, settings)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _slots = new(settings.ConcurrencyPerWorker);
    private readonly Dictionary<int, Running> _running = [];
    private readonly Queue<Ended> _ended = new();
    private readonly long _itemTimeoutTicks = settings.ItemTimeout is { } limit ? (long)(limit.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
    private readonly CallBoundary _boundary = new(settings.Surroundings);

    // What the executing thread had: results are reported under it, and not under what an item left behind.
    private ExecutionContext _outer = null!;
    private int _finished;
    private int _started;

    // How many threads may be inside code of the user's that makes ends into bytes. Guarded by the gate.
    private int _draining;

    public override int FinishedCount => Volatile.Read(ref _finished);

    public override bool HasUnflushed
    {
        get
        {
            lock (_gate)
            {
                return _ended.Count > 0;
            }
        }
    }

    public override void Execute()
    {
        using var scope = new ContextScope();
        _outer = ExecutionContext.Capture()!;

        // Every item in flight holds a slot and gives it back when it ends, whatever its end: taking all of them again waits for the last one.
        // An item that never ends is the monitor's to notice; it gives up the lane and with it this wait.
        for (int position = 0; position < items.Length && !IsStopped; position++)
        {
            _slots.Wait();
            if (IsStopped)
            {
                _slots.Release();
                break;
            }

            cell.MoveTo(position + 1);
            if (!TryStart(position))
            {
                _slots.Release();
                break;
            }
        }

        for (int slot = 0; slot < Settings.ConcurrencyPerWorker; slot++)
        {
            _slots.Wait();
        }

        if (IsStopped)
        {
            context.Traces?.Discard();
        }

        if (FinishedCount == items.Length)
        {
            // Writing the last results may end the process: no item is to blame then, and none has yet to begin.
            cell.MoveTo(PositionCell.Reporting);
        }

        FlushEnded(isLast: true);
    }

    public override void Flush() => FlushEnded(isLast: false, mayWait: false);

    public override void CancelOverdue(long now)
    {
        if (Settings.ItemTimeout is not null)
        {
            WatchForeignCode(sink.Writing, _itemTimeoutTicks, now);
        }

        lock (_gate)
        {
            foreach (Running item in _running.Values)
            {
                if (now - item.StartedAt >= _itemTimeoutTicks)
                {
                    if (!item.IsOverdue)
                    {
                        item.IsOverdue = true;
                        item.Context.Cancel();
                    }

                    // Said at every look: the end of something else that was overdue may have ended the grace.
                    ExpectEndWithinGrace();
                }
            }
        }
    }

    public override bool TryGiveUp(long now)
    {
        lock (_gate)
        {
            if (IsRevoked || !IsStuck(now))
            {
                return false;
            }

            // What has finished leaves first, or it would run again elsewhere. Drained without waiting, a sink calls no code of the user's.
            bool allLeave = OverdueItem < 0 && _draining == 0 && !sink.RunsForeignCode && _ended.All(static item => item.Failure is null);
            PutEnded(isLast: false);
            sink.Drain(mayWait: false);
            MarkRevoked();
            FailGivenUp(allLeave);
            return true;
        }
    }

    /// <param name="allLeft">Whether everything that has ended was told. Code of the user's that makes an end into bytes may keep it, and
    /// all behind it.</param>
    private void FailGivenUp(bool allLeft)
    {
        List<int> overdue = [.. _running.Where(static item => item.Value.IsOverdue).Select(static item => item.Key)];
        if (OverdueItem >= 0)
        {
            overdue.Add(OverdueItem);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(StartedAt);
        overdue.ForEach(position => sink.FailAside(position, TaskFailure.TimedOut(firstIndex + position, Settings.ItemTimeout!.Value), elapsed));
        if (!Settings.IsRepeatable)
        {
            // Of those that were told before, this changes nothing.
            foreach (int position in (allLeft ? _running.Keys : Enumerable.Range(0, _started)).Except(overdue))
            {
                sink.FailAside(position, GivenUpWithItsWorker(firstIndex + position), elapsed);
            }
        }
    }

    private protected override void CancelRunning()
    {
        lock (_gate)
        {
            foreach (Running item in _running.Values)
            {
                item.Context.Cancel();
            }
        }
    }

    /// <summary>Starts an item. False if the batch was stopped: the stop has counted the items that were started before.</summary>
    private bool TryStart(int position)
    {
        var item = new Running(new TaskContext(context, firstIndex + position));
        lock (_gate)
        {
            if (IsStopped)
            {
                return false;
            }

            _running.Add(position, item);
            _started = position + 1;
        }

        _boundary.EnterOverlapping(item.Context);
        try
        {
            // Its end is awaited through the slot it holds, and its exception is recorded inside.
            _ = RunAsync(position, item);
            return true;
        }
        finally
        {
            _boundary.Leave();
        }
    }

    private async Task RunAsync(int position, Running item)
    {
        R value = default!;
        TaskFailure? failure = null;
        try
        {
            value = await function.InvokeAsync(items.Span[position]).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = TaskFailure.Threw(error);
        }

        try
        {
            item.Context.EndActivity();
            ExecutionContext.Restore(_outer);
            End(position, item, value, failure);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void End(int position, Running item, R value, TaskFailure? failure)
    {
        TimeSpan duration = Stopwatch.GetElapsedTime(item.StartedAt);
        bool leavesNow;
        lock (_gate)
        {
            _running.Remove(position);
            if (item.IsOverdue || Stopwatch.GetTimestamp() - item.StartedAt >= _itemTimeoutTicks)
            {
                failure = TaskFailure.TimedOut(firstIndex + position, Settings.ItemTimeout!.Value);
            }

            if (item.IsOverdue)
            {
                EndGrace();
                if (_running.Values.Any(static other => other.IsOverdue))
                {
                    // Another one still owes its end.
                    ExpectEndWithinGrace();
                }
            }

            _ended.Enqueue(new Ended(position, value, failure, duration.Ticks));
            _finished++;
            leavesNow = WasAskedToFlush || failure is not null;
        }

        if (leavesNow)
        {
            FlushEnded(isLast: false);
        }
    }

    private void FlushEnded(bool isLast, bool mayWait = true)
    {
        lock (_gate)
        {
            AcknowledgeFlush();
            if (!IsRevoked)
            {
                PutEnded(isLast);
            }

            _draining += mayWait ? 1 : 0;
        }

        // Of a batch that was revoked, too: what left before is written to its end before the thread that executed it goes on.
        sink.Drain(mayWait);
        if (mayWait)
        {
            lock (_gate)
            {
                _draining--;
            }
        }
    }

    private void PutEnded(bool isLast)
    {
        while (_ended.TryDequeue(out Ended item))
        {
            if (item.Failure is { } failure)
            {
                sink.Failed(item.Position, failure with { Duration = new TimeSpan(item.DurationTicks) });
            }
            else
            {
                ReadOnlySpan<long> durations = Settings.MeasuresItems ? new(in item.DurationTicks) : [];
                sink.Values(item.Position, new[] { item.Value }, durations);
            }
        }

        sink.Flush(isLast, Stopwatch.GetElapsedTime(StartedAt));
    }

    private sealed class Running(TaskContext context)
    {
        public long StartedAt { get; } = Stopwatch.GetTimestamp();

        public TaskContext Context { get; } = context;

        public bool IsOverdue { get; set; }
    }

    private readonly struct Ended(int position, R value, TaskFailure? failure, long durationTicks)
    {
        public readonly int Position = position;
        public readonly R Value = value;
        public readonly TaskFailure? Failure = failure;
        public readonly long DurationTicks = durationTicks;
    }
}
