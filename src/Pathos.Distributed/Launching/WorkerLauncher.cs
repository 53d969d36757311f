namespace Pathos.Distributed;

/// <summary>Starts a worker somewhere and gives it a way to dial back. It never carries work: workers connect to the hub by themselves.</summary>
internal abstract class WorkerLauncher : IAsyncDisposable
{
    /// <summary>Starts one worker. Returns when it is on its way; it proves itself by greeting the hub.</summary>
    /// <exception cref="PoolOpenException">It could not be started; the message says why and what to do.</exception>
    public abstract Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken);

    /// <summary>Removes what the launcher made for its workers. They have ended.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What a worker must know to come.</summary>
/// <param name="Worker">Its name in the pool.</param>
/// <param name="Address">Where the hub listens.</param>
/// <param name="Token">The one-time secret of this worker. It is handed over where nobody else reads it.</param>
internal sealed record LaunchRequest(string Worker, string Address, string Token);

/// <summary>A worker that was started.</summary>
internal abstract class LaunchedWorker : IAsyncDisposable
{
    /// <summary>Gets its host.</summary>
    public abstract string Host { get; }

    /// <summary>Gets its process id, or null where it has none of its own.</summary>
    public abstract int? ProcessId { get; }

    /// <summary>Gets how it ended; completes when it has, and never fails.</summary>
    public abstract Task<WorkerExit> Exited { get; }

    /// <summary>Gets whether it has ended. While a worker process has not, its process id is its own.</summary>
    public virtual bool HasEnded => Exited.IsCompleted;

    /// <summary>Gets the file that holds its position cell, or null.</summary>
    public virtual string? PagePath => null;

    /// <summary>Reads where it was when it ended, or null where nobody can tell.</summary>
    public virtual (long BatchId, int Position)? ReadPosition() => null;

    /// <summary>Remembers a line that the worker wrote to its standard error and that came another way than through the process's own pipe.</summary>
    public virtual void RememberErrorLine(string line)
    {
    }

    /// <summary>Ends it now. Does nothing when it has ended.</summary>
    public abstract void Kill();

    /// <summary>Lets go of what is kept about it; kills it if it still runs.</summary>
    public abstract ValueTask DisposeAsync();
}
