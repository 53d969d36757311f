using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>Starts a worker somewhere and gives it a way to dial back. It never carries work: workers connect to the hub by
/// themselves.</summary>
internal abstract class WorkerLauncher : IAsyncDisposable
{
    /// <summary>Gets whether a place that fails may be well again by itself, so that it is tried for as long as the pool is open, less and
    /// less often.</summary>
    public virtual bool KeepsTrying => false;

    /// <summary>Gets or sets who is told how many workers of the place may be busy at a time, and whether others wait there for those that
    /// come free. Set before the first launch; called on any thread.</summary>
    public Action<WorkersGranted> OnGranted { get; set; } = static _ => { };

    /// <summary>Gets the address of the server that lends the place; null where no server does. A server says how many workers it has, and
    /// other machines may work for it.</summary>
    public virtual string? Server => null;

    /// <summary>Gets or sets who hears of a machine that works for the server: how workers are started there, and how many. Set before the
    /// first launch; called on any thread.</summary>
    public Action<WorkerLauncher, int> OnHelperJoined { get; set; } = static (_, _) => { };

    /// <summary>Gets or sets who hears that such a machine works for the server no longer. Called on any thread.</summary>
    public Action<WorkerLauncher> OnHelperLeft { get; set; } = static _ => { };

    /// <summary>Says what the pool could use of a place that it shares with others, and what it uses. Most places are not shared, and do
    /// not care.</summary>
    public virtual void Want(WorkersWanted wish)
    {
    }

    /// <summary>Gets how many workers the place has room for, which is what a pool takes that was told no number.</summary>
    /// <exception cref="PoolOpenException">The place cannot be asked.</exception>
    public virtual Task<int> OfferAsync(CancellationToken cancellationToken) => Task.FromResult(WorkerCounts.Default);

    /// <summary>Starts one worker. Returns when it is on its way; it proves itself by greeting the hub.</summary>
    /// <exception cref="PoolOpenException">It could not be started; the message says why and what to do.</exception>
    public abstract Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken);

    /// <summary>Removes what the launcher made for its workers. They have ended.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What is asked of a launcher.</summary>
/// <param name="Worker">The worker's name in the pool.</param>
/// <param name="Token">The one-time secret of this worker. It is handed over where no other process reads it.</param>
/// <param name="Siblings">How many workers share the place, this one among them.</param>
internal sealed record LaunchRequest(string Worker, string Token, int Siblings);

/// <summary>A worker that was started.</summary>
internal abstract class LaunchedWorker : IAsyncDisposable
{
    /// <summary>Gets its host.</summary>
    public abstract string Host { get; }

    /// <summary>Gets how many cores are left to it.</summary>
    public abstract int Cores { get; }

    /// <summary>Gets whether it can open the files of this machine by their paths.</summary>
    public virtual bool SharesFiles => true;

    /// <summary>Gets whether its connection is a part of one that others use too: then no send is sure not to wait.</summary>
    public virtual bool SharesConnection => false;

    /// <summary>Gets whether nothing at all comes from where it is: its machine, or the line to it, stands still.</summary>
    public virtual bool IsCutOff => false;

    /// <summary>Tells how far the bytes that were sent to it have come. On a slow line they arrive long after they were handed
    /// over.</summary>
    /// <param name="now">The time of the caller's clock.</param>
    /// <returns>A time of the same clock: the bytes sent until then are known to have arrived at its machine. The call itself asks for a
    /// later one.</returns>
    public virtual TimeSpan ReachedAt(TimeSpan now) => now;

    /// <summary>Gets its process id, or null where it has none of its own.</summary>
    public abstract int? ProcessId { get; }

    /// <summary>Gets how it ended; completes when it has, and never fails.</summary>
    public abstract Task<WorkerExit> Exited { get; }

    /// <summary>Gets whether it has ended. While a worker process has not, its process id is its own.</summary>
    public virtual bool HasEnded => Exited.IsCompleted;

    /// <summary>Gets the file that holds its position cell, or null.</summary>
    public virtual string? PagePath => null;

    /// <summary>Reads where it was when it ended, or null where that cannot be told.</summary>
    public virtual (long BatchId, int Position)? ReadPosition() => null;

    /// <summary>Remembers a line that the worker wrote to its standard error and that came another way than through the process's own
    /// pipe.</summary>
    public virtual void RememberErrorLine(string line)
    {
    }

    /// <summary>Ends it now. Does nothing when it has ended.</summary>
    public abstract void Kill();

    /// <summary>Lets go of what is kept about it; kills it if it still runs.</summary>
    public abstract ValueTask DisposeAsync();
}
