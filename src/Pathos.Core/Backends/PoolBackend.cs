namespace Pathos;

/// <summary>Somewhere batches can run. The pool's verbs are written once, over this.</summary>
/// <remarks>
/// A backend reports how each item ended through the batch and never throws because of a task: throwing means the backend itself is broken.
/// It may report on any thread, also before <see cref="Submit"/> returns. Items it gives back unreported (their worker died before it came to them)
/// are submitted again by the caller; who retries what is decided in one place, above this line.
/// </remarks>
internal abstract class PoolBackend
{
    /// <summary>Gets how many workers the backend has, or will have once it is open.</summary>
    public abstract int WorkerCount { get; }

    /// <summary>Gets how many batches may wait on a worker while it runs one.</summary>
    public abstract int QueuedPerWorker { get; }

    /// <summary>Gets the most items that a batch may have.</summary>
    public virtual int LargestBatch => int.MaxValue;

    /// <summary>Gets whether items run on the submitting thread, inside <see cref="Submit"/>.</summary>
    public virtual bool RunsInline => false;

    /// <summary>Gets whether small batches cost so much to move that items should travel together.</summary>
    public abstract TimeSpan TargetBatchTime { get; }

    /// <summary>Starts the workers and returns when every one of them is ready.</summary>
    /// <exception cref="PoolOpenException">A worker could not be started; or whatever the initializer threw.</exception>
    public abstract Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Does what can be done for a call before there are workers; while they start, there is time. Never fails: what is wrong is told when the first batch is submitted.</summary>
    public virtual void Prepare<T, R>(Call<T, R> call)
    {
    }

    /// <summary>Takes a batch and returns soon, unless <see cref="RunsInline"/>.</summary>
    public abstract void Submit<T, R>(Batch<T, R> batch);

    /// <summary>Drops what has not started of an ended call, and cancels what runs: cooperatively, then after the call's grace by giving up the worker.</summary>
    public abstract void Cancel(Call call);

    /// <summary>The same for one batch, whose results the call no longer needs while it goes on.</summary>
    public abstract void Cancel(Batch batch);

    /// <summary>Gets a handle on every worker of now, for batches that are pinned to one.</summary>
    public abstract IReadOnlyList<object> Workers { get; }

    /// <summary>Waits until no worker is missing, within the time that a worker has to start: successors of lost workers are on their way for a moment.</summary>
    /// <returns>A handle on every worker.</returns>
    /// <exception cref="PoolOpenException">Workers are missing and do not come.</exception>
    public virtual Task<IReadOnlyList<object>> AwaitWorkersAsync(CancellationToken cancellationToken) => Task.FromResult(Workers);

    /// <summary>Waits until the lines that tasks have printed so far were passed on, within a short bound; completed where there are
    /// none.</summary>
    public virtual Task WhenOutputPassed() => Task.CompletedTask;

    /// <summary>Changes the number of workers. Retired workers finish what they run; what waits on them moves to others.</summary>
    public abstract Task ResizeAsync(int workers, CancellationToken cancellationToken);

    /// <summary>Ends the workers. No batch is in flight any more, or those that are have been answered by the pool.</summary>
    /// <param name="force">Whether to end them at once instead of asking.</param>
    public abstract Task StopAsync(bool force);
}
