namespace Pathos;

/// <summary>Undoes, when it ends, what code changed of the thread that it ran on: async-locals (culture, principal and <c>Activity</c>
/// are such),
/// the synchronization context, the priority, and whether the thread keeps the process alive.</summary>
/// <remarks>The thread's name is not put back: it belongs to the user, and to a debugger.</remarks>
internal readonly struct ContextScope : IDisposable
{
    private readonly ExecutionContext _context;
    private readonly SynchronizationContext? _synchronization = SynchronizationContext.Current;
    private readonly ThreadPriority _priority = Thread.CurrentThread.Priority;
    private readonly bool _isBackground = Thread.CurrentThread.IsBackground;
    private readonly bool _isFlowSuppressed = ExecutionContext.IsFlowSuppressed();

    public ContextScope()
    {
        if (_isFlowSuppressed)
        {
            // A context that does not flow cannot be captured, and a task's own work must flow.
            ExecutionContext.RestoreFlow();
        }

        _context = ExecutionContext.Capture()!;
    }

    /// <summary>Puts back what code changed of the thread itself, which is all but the async-locals.</summary>
    public void ResetThread()
    {
        if (!ReferenceEquals(SynchronizationContext.Current, _synchronization))
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
        }

        if (Thread.CurrentThread.Priority != _priority)
        {
            Thread.CurrentThread.Priority = _priority;
        }
    }

    public void Dispose()
    {
        ResetThread();

        // An unchanged context is the same object.
        if (!ReferenceEquals(ExecutionContext.Capture(), _context))
        {
            ExecutionContext.Restore(_context);
        }

        if (Thread.CurrentThread.IsBackground != _isBackground)
        {
            Thread.CurrentThread.IsBackground = _isBackground;
        }

        if (_isFlowSuppressed)
        {
            ExecutionContext.SuppressFlow();
        }
    }
}
