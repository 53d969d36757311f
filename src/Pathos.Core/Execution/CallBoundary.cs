namespace Pathos;

/// <summary>The boundary around the items of a batch: each begins with what its caller had and with a context of its own, and what it
/// changes of its thread ends with it.</summary>
/// <remarks>
/// Only the executing thread uses it. It is inside from the first item on, and outside wherever the batch does something else, such as
/// reporting:
/// code of the caller must not see what a task left behind.
/// </remarks>
internal sealed class CallBoundary(CallerSurroundings? surroundings)
{
    private ContextScope _scope;
    private ExecutionContext _base = null!;
    private ExecutionContext _entered = null!;
    private TaskContext? _task;
    private bool _isInside;

    /// <summary>Begins an item, and ends the one before.</summary>
    public void Enter(TaskContext task)
    {
        if (_isInside)
        {
            _task?.EndActivity();
            _scope.ResetThread();

            // An unchanged context is the same object, and only the task's own context is to be exchanged in it.
            if (!ReferenceEquals(ExecutionContext.Capture(), _entered))
            {
                ExecutionContext.Restore(_base);
            }
        }
        else
        {
            EnterFromOutside();
        }

        TaskContext.Enter(task);
        surroundings?.BeginActivity(task);
        _task = task;
        _entered = ExecutionContext.Capture()!;
    }

    /// <summary>Begins an item that goes on elsewhere after <see cref="Leave"/>: its own end ends its activity.</summary>
    public void EnterOverlapping(TaskContext task)
    {
        Enter(task);
        _task = null;
    }

    /// <summary>Goes outside, where everything is as it was before the first item.</summary>
    public void Leave()
    {
        if (_isInside)
        {
            _isInside = false;
            _task?.EndActivity();
            _task = null;
            _scope.Dispose();
        }
    }

    private void EnterFromOutside()
    {
        _scope = new ContextScope();
        surroundings?.ApplyCulture();
        _base = ExecutionContext.Capture()!;
        _isInside = true;
    }
}
