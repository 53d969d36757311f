namespace Pathos;

/// <summary>A place that executes one batch at a time: a thread of a pool, or the task thread of a worker process.</summary>
internal sealed class Lane(LaneMonitor monitor, PositionCell cell, Action<ExecutingBatch> onStuck, ILaneOutlet? outlet = null)
{
    // Written by the executing thread; the monitor and cancellations read it.
    private ExecutingBatch? _current;

    /// <summary>Gets whether a batch that was given up has returned here after all. The executing thread asks: its process is to end, and
    /// begins no other batch.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Gets where the lane writes its position.</summary>
    public PositionCell Cell { get; } = cell;

    /// <summary>Gets where the ends of earlier batches may still wait, or null where they never do.</summary>
    public ILaneOutlet? Outlet { get; } = outlet;

    /// <summary>Gets the batch in execution, or null.</summary>
    public ExecutingBatch? Current => Volatile.Read(ref _current);

    public void Execute(ExecutingBatch batch)
    {
        try
        {
            Watch(batch);
        }
        finally
        {
            Cell.End();
        }
    }

    /// <summary>Executes what comes before the batch itself: its items have not begun when it ends.</summary>
    public void Watch(ExecutingBatch batch)
    {
        // A full fence between "I am busy" and the look at the monitor: either it sees this batch before it goes to sleep, or we see it asleep and wake it.
        Interlocked.Exchange(ref _current, batch);
        monitor.EnsureAwake();
        try
        {
            batch.Execute();
        }
        finally
        {
            IsGivenUp |= batch.IsRevoked;
            Volatile.Write(ref _current, null);
        }
    }

    /// <summary>The monitor found the batch stuck and revoked it. Told once: the owner gives the lane up.</summary>
    public void GiveUp(ExecutingBatch batch) => onStuck(batch);
}
