namespace Pathos;

/// <summary>A user's function in the one form that every backend runs and every wire carries.</summary>
internal abstract class TaskFunction
{
    /// <summary>Calls back with the types that only the function knows, so that code which holds bytes can become typed again without reflection per item.</summary>
    public abstract TResult Accept<TResult>(ITaskFunctionVisitor<TResult> visitor);
}

internal interface ITaskFunctionVisitor<out TResult>
{
    TResult Visit<T, R>(TaskFunction<T, R> function);
}

internal abstract class TaskFunction<T, R> : TaskFunction
{
    /// <summary>Gets whether items may overlap on one worker.</summary>
    public virtual bool IsAsync => false;

    public abstract R Invoke(T item);

    public virtual ValueTask<R> InvokeAsync(T item) => new(Invoke(item));

    public sealed override TResult Accept<TResult>(ITaskFunctionVisitor<TResult> visitor) => visitor.Visit(this);
}

internal sealed class SyncFunction<T, R>(Func<T, R> function) : TaskFunction<T, R>
{
    /// <summary>Gets the user's delegate itself, for loops that spare themselves the way through this object.</summary>
    public Func<T, R> Delegate => function;

    public override R Invoke(T item) => function(item);
}

internal sealed class TaskReturningFunction<T, R>(Func<T, Task<R>> function) : TaskFunction<T, R>
{
    public override bool IsAsync => true;

    // A worker's thread belongs to the task it runs: nothing else needs it while the task waits, so blocking cannot starve anyone.
    public override R Invoke(T item) => function(item) is { } task ? task.GetAwaiter().GetResult() : NullTask.ResultInstead<R>();

    public override ValueTask<R> InvokeAsync(T item) => function(item) is { } task ? new(task) : new(NullTask.ResultInstead<R>());
}

internal sealed class ValueTaskReturningFunction<T, R>(Func<T, ValueTask<R>> function) : TaskFunction<T, R>
{
    public override bool IsAsync => true;

    public override R Invoke(T item) => InvokeAsync(item).AsTask().GetAwaiter().GetResult();

    public override ValueTask<R> InvokeAsync(T item) => function(item);
}

internal sealed class ActionFunction<T>(Action<T> function) : TaskFunction<T, Nothing>
{
    public override Nothing Invoke(T item)
    {
        function(item);
        return default;
    }
}

internal sealed class TaskActionFunction<T>(Func<T, Task> function) : TaskFunction<T, Nothing>
{
    public override bool IsAsync => true;

    public override Nothing Invoke(T item)
    {
        (function(item) ?? throw NullTask.Error()).GetAwaiter().GetResult();
        return default;
    }

    public override async ValueTask<Nothing> InvokeAsync(T item)
    {
        await (function(item) ?? throw NullTask.Error()).ConfigureAwait(false);
        return default;
    }
}
