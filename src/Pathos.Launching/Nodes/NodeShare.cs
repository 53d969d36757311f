using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>A pool's part of a host that it shares with others.</summary>
internal abstract class NodeShare
{
    /// <summary>Gets or sets who tells the pool how many of its workers it may keep busy, and whether others wait. Called on any thread
    /// and under a lock, so it must not wait; null until the pool can be told.</summary>
    public Action<WorkersGranted>? OnGranted { get; set; }

    /// <summary>The pool says what it could use, and what it uses.</summary>
    public abstract void Want(WorkersWanted wish);

    /// <summary>A worker of the pool has come.</summary>
    public abstract WorkerSeat Seat();
}
