namespace Pathos;

/// <summary>One use of a verb: what all its batches share, whichever backend runs them.</summary>
internal abstract class Call(string name, CallSettings settings, Delegate source, int priority)
{
    private readonly bool _isFromOutputHandler = OutputHandling.IsCurrent;
    private volatile bool _isOver;

    public string Name { get; } = name;

    public CallSettings Settings { get; } = settings;

    /// <summary>Gets the delegate that the user gave, by which a backend may recognise a function that it has seen.</summary>
    public Delegate Source { get; } = source;

    public int Priority { get; } = priority;

    /// <summary>Gets whether the call no longer waits for results; batches that have not started are dropped.</summary>
    public bool IsOver => _isOver;

    /// <summary>Gets whether the caller waits inside the verb until the call is over. Only other threads can change what the function
    /// captured meanwhile.</summary>
    public virtual bool HoldsCaller => false;

    /// <summary>Gets <see cref="IsOver"/> as a question that what takes long can ask meanwhile.</summary>
    public Func<bool> CheckIsOver => field ??= () => _isOver;

    /// <summary>Gets or sets what the backend keeps about this call; only the backend touches it.</summary>
    public object? BackendState { get; set; }

    /// <summary>A task of this call said something. Called on a worker's or reader's thread: it must be quick.</summary>
    public virtual void OnReport(in TaskReport report)
    {
    }

    protected void MarkOver() => _isOver = true;

    /// <summary>What the end of this call waits for: the lines that its tasks printed, unless the call is made by the handler of such
    /// lines.</summary>
    protected Task WhenOutputPassed(PoolBackend? backend) => backend is null || _isFromOutputHandler ? Task.CompletedTask : backend.WhenOutputPassed();
}

internal abstract class Call<T, R>(string name, CallSettings settings, TaskFunction<T, R> function, Delegate source, int priority)
    : Call(name, settings, source, priority)
{
    public TaskFunction<T, R> Function { get; } = function;

    /// <summary>Where a backend in this process may write the results of a batch; empty if there is no such place. They are reported all the same.</summary>
    public virtual Memory<R> DestinationOf(Batch<T, R> batch) => default;

    /// <summary>Items ended well. One caller at a time for a batch; called on a worker's or reader's thread, and only for positions not reported before.</summary>
    /// <param name="durations">Ticks of <see cref="TimeSpan"/> for each value; empty when items were not measured.</param>
    public abstract void OnValues(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations);

    /// <summary>An item failed; the same rules as for <see cref="OnValues"/>.</summary>
    public abstract void OnFailure(Batch<T, R> batch, int position, in TaskFailure failure);

    /// <summary>Nothing more is reported of this batch. What was not reported did not run to its end, and no item is to blame.</summary>
    public abstract void OnCompleted(Batch<T, R> batch);

    /// <summary>The backend can run nothing any more.</summary>
    public abstract void OnBroken(Exception reason);
}
