using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A batch as the hub sees it: bytes to send, and whom to tell what comes back. What the bytes mean is its owner's
/// business.</summary>
/// <remarks>The hub calls an owner on the reading thread of the worker that the task is on, and never under its own lock.</remarks>
internal abstract class HubTask(long id, object call, int priority, ShippedFunction shipped, RunBatch fields, Payload payload)
{
    public long Id { get; } = id;

    /// <summary>Gets the lock that lets one frame of results after the other be heard. No code that is called under it waits for another
    /// frame of this task.</summary>
    public Lock Hearing { get; } = new();

    /// <summary>Gets what the task is cancelled by.</summary>
    public object Call { get; } = call;

    public int Priority { get; } = priority;

    public HubFunction Function => Shipped.Function;

    /// <summary>Gets the function as its call brings it.</summary>
    public ShippedFunction Shipped { get; } = shipped;

    public RunBatch Fields { get; } = fields;

    public Payload Payload { get; } = payload;

    /// <summary>Gets the worker that must run it, or null for any.</summary>
    public HubWorker? Pin { get; init; }

    /// <summary>Gets the numbers of the caller's objects that its arguments hold.</summary>
    public IReadOnlyList<int> Callbacks { get; init; } = [];

    /// <summary>Gets the labels that its worker's place must have.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Gets the worker behind whose work it would wait in vain, or null.</summary>
    public string? Avoids { get; init; }

    /// <summary>Gets how many items of its call had not come here when it did; null when unknown.</summary>
    public long? Left { get; init; }

    /// <summary>Gets or sets whether its worker had to learn the function first, so that how long it took says nothing of the way there.
    /// Guarded by the hub's lock.</summary>
    public bool BringsCode { get; set; }

    /// <summary>Gets or sets how many workers died with this task before anybody could say that it had begun. Guarded by the hub's
    /// lock.</summary>
    public int Returns { get; set; }

    /// <summary>Gets or sets which definition of the function its worker was sent. Guarded by the hub's lock.</summary>
    public long Definition { get; set; }

    /// <summary>Gets or sets how many times its worker lacked the function and was sent it again. Guarded by the hub's lock.</summary>
    public int Redefinitions { get; set; }

    /// <summary>Gets or sets how many workers made room for this task because they had another build of its code. Guarded by the hub's
    /// lock.</summary>
    public int FreshWorkers { get; set; }

    /// <summary>Gets whether its results are not wanted any more.</summary>
    public abstract bool IsOver { get; }

    public abstract void OnStarted(string worker);

    /// <summary>Items have ended.</summary>
    public abstract void OnResults(Results results, ReadOnlyMemory<byte> payload, Block[] blocks);

    /// <summary>Items have ended, and what the worker sent of them makes no sense. Only where the worker cannot be ended for it any
    /// more.</summary>
    public abstract void OnUnreadable(Exception error);

    /// <summary>Takes a handler of what the task told; what comes of the task afterwards is handed over after it. False where the task
    /// keeps no such order.</summary>
    public virtual bool TryOrder(Action handler, Action onEnded) => false;

    /// <summary>Items have ended, and there is no memory for what they returned.</summary>
    /// <param name="results">Which they are; null for all that have not been reported, where not even that is known.</param>
    public abstract void OnOversized(Results? results, OutOfMemoryException error);

    /// <summary>No worker can run it.</summary>
    public abstract void OnRefused(ReadOnlyMemory<byte> payload, Block[] blocks);

    /// <summary>Its worker died while it executed.</summary>
    /// <param name="position">Where it was, <see cref="PositionCell.Decoding"/>, or null when that is unknown.</param>
    public abstract void OnLost(WorkerLoss loss, int? position);

    public abstract void OnReport(Report report);

    /// <summary>Nothing more comes of it; what was not reported did not run.</summary>
    public abstract void OnReturned();

    /// <summary>The hub can run nothing any more.</summary>
    public abstract void OnBroken(Exception reason);
}
