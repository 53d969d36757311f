using System.Diagnostics;

namespace Pathos;

/// <summary>A batch that a lane executes now, as the lane's monitor sees it.</summary>
internal abstract class ExecutingBatch(long id, CallSettings settings)
{
    private protected readonly long StartedAt = Stopwatch.GetTimestamp();

    // What the monitor wants: written by it, and taken back by the executing thread when it has obeyed a single request.
    private volatile FlushRequest _flushRequest;
    private protected volatile bool IsStopped;

    // The item whose argument is read, or whose end is written, for longer than its limit; or -1. The monitor's own.
    private protected int OverdueItem = -1;

    private long _graceEndsAt = long.MaxValue;
    private volatile bool _isRevoked;

    public long Id { get; } = id;

    public CallSettings Settings { get; } = settings;

    /// <summary>Gets whether anything has finished that has not left yet.</summary>
    public abstract bool HasUnflushed { get; }

    /// <summary>Gets how many items have finished.</summary>
    public abstract int FinishedCount { get; }

    /// <summary>Asks the executing thread to flush before it starts another item. Costs it one read an item.</summary>
    /// <param name="afterEveryItem">Whether it holds for every item until the next request: the monitor will not look again for a while.</param>
    public void RequestFlush(bool afterEveryItem) => _flushRequest = afterEveryItem ? FlushRequest.AfterEveryItem : FlushRequest.Once;

    /// <summary>Gets whether the executing thread was asked to flush and has not come to it.</summary>
    public bool WasAskedToFlush => _flushRequest != FlushRequest.None;

    /// <summary>Flushes from another thread: the executing one is inside a long item.</summary>
    public abstract void Flush();

    /// <summary>Starts no further item and cancels the running ones; those that ignore it for the grace are stuck.</summary>
    public void Cancel()
    {
        IsStopped = true;
        CancelRunning();
        ExpectEndWithinGrace();
    }

    /// <summary>Gets whether its lane was given up with it: it begins no item, and what it still does is ignored.</summary>
    public bool IsRevoked => _isRevoked;

    /// <summary>Cancels items past their time limit. Called by the monitor, often.</summary>
    public abstract void CancelOverdue(long now);

    /// <summary>Whether an item ignored its cancellation for the whole grace.</summary>
    public bool IsStuck(long now) => now > Volatile.Read(ref _graceEndsAt);

    /// <summary>Revokes the batch if it is stuck: what has finished leaves, and items that timed out fail. Only the monitor asks.</summary>
    /// <remarks>All of that is one step, under the lock that an overdue item takes when it returns after all. So no item runs on
    /// unreported, to run again elsewhere, and no item begins that would not be reported.</remarks>
    /// <returns>False when what was overdue has come to its end meanwhile, or the batch was revoked before.</returns>
    public abstract bool TryGiveUp(long now);

    /// <summary>Runs the items to their end, or until cancelled.</summary>
    public abstract void Execute();

    private protected abstract void CancelRunning();

    private protected void MarkRevoked()
    {
        IsStopped = true;
        _isRevoked = true;
    }

    private protected void AcknowledgeFlush()
    {
        if (_flushRequest == FlushRequest.Once)
        {
            _flushRequest = FlushRequest.None;
        }
    }

    /// <summary>Looks at how long code of the user's takes to read the argument or to write the end of an item. No token reaches it, so it is given the grace and no more.</summary>
    private protected void WatchForeignCode((int Position, long Since)? running, long limitTicks, long now)
    {
        int overdue = running is { } item && now - item.Since >= limitTicks ? item.Position : -1;
        if (OverdueItem >= 0 && OverdueItem != overdue)
        {
            // It has come to its end after all.
            EndGrace();
        }

        OverdueItem = overdue;
        if (overdue >= 0)
        {
            ExpectEndWithinGrace();
        }
    }

    /// <summary>The end of an item that may not begin again, and is lost with the worker that another item holds up.</summary>
    private protected static TaskFailure GivenUpWithItsWorker(long index) => new(
        FailureKind.Cancelled,
        new OperationCanceledException($"Item {index} was given up with its worker, where another item ignored its cancellation; it may not be repeated (MapOptions.IsRepeatable)."),
        null);

    private protected void ExpectEndWithinGrace()
    {
        long now = Stopwatch.GetTimestamp();
        long grace = (long)(Settings.CancelGrace.TotalSeconds * Stopwatch.Frequency);
        long endsAt = grace < long.MaxValue - now ? now + grace : long.MaxValue;
        Interlocked.CompareExchange(ref _graceEndsAt, endsAt, long.MaxValue);
    }

    private protected void EndGrace()
    {
        Interlocked.Exchange(ref _graceEndsAt, long.MaxValue);
        if (IsStopped)
        {
            // Cancelled as a whole meanwhile: that grace goes on.
            ExpectEndWithinGrace();
        }
    }

    private enum FlushRequest
    {
        None,
        Once,
        AfterEveryItem,
    }
}
