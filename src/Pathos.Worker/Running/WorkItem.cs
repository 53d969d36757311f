using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Something that the task thread does, in the order in which it came.</summary>
internal abstract class WorkItem;

/// <summary>The first thing: becoming the worker that the hub wants.</summary>
internal sealed class SetupWork(Welcome welcome, byte[] payload, Block[] blocks) : WorkItem
{
    public Welcome Welcome { get; } = welcome;

    public byte[] Payload { get; } = payload;

    public Block[] Blocks { get; } = blocks;
}

/// <summary>The last thing: leaving, after all work before it.</summary>
internal sealed class StopWork(Action leave) : WorkItem
{
    public void Leave() => leave();
}

/// <summary>A batch, from its arrival to its end.</summary>
internal sealed class BatchWork(long id, RunBatch fields, byte[] payload, Block[] blocks) : WorkItem
{
    private readonly Lock _gate = new();
    private ExecutingBatch? _execution;
    private bool _isCancelled;

    public long Id { get; } = id;

    public RunBatch Fields { get; } = fields;

    public byte[] Payload { get; } = payload;

    public Block[] Blocks { get; } = blocks;

    /// <summary>Cancels it wherever it is: waiting, being decoded, or executing.</summary>
    public void Cancel()
    {
        ExecutingBatch? execution;
        lock (_gate)
        {
            _isCancelled = true;
            execution = _execution;
        }

        execution?.Cancel();
    }

    /// <summary>Makes the execution reachable for a cancellation; false when one came before.</summary>
    public bool TryBegin(ExecutingBatch? execution)
    {
        lock (_gate)
        {
            _execution = execution;
            return !_isCancelled;
        }
    }
}
