namespace Pathos.Worker;

/// <summary>What waits for the task thread, and what it does now.</summary>
internal sealed class WorkQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<WorkItem> _waiting = new();
    private WorkItem? _current;
    private volatile bool _hasWaiting;

    /// <summary>Gets whether more work waits behind what executes.</summary>
    public bool HasWaiting => _hasWaiting;

    /// <summary>Makes the calling thread the one that executes, starting with this item; or queues the item behind what executes already.</summary>
    public bool TryBegin(WorkItem item)
    {
        lock (_gate)
        {
            if (_current is not null)
            {
                _waiting.Enqueue(item);
                _hasWaiting = true;
                return false;
            }

            _current = item;
            return true;
        }
    }

    /// <summary>The next item for the executing thread; null when there is none, and then it executes no more.</summary>
    public WorkItem? NextOrIdle()
    {
        lock (_gate)
        {
            _current = _waiting.TryDequeue(out WorkItem? next) ? next : null;
            _hasWaiting = _waiting.Count > 0;
            return _current;
        }
    }

    /// <summary>Cancels a batch that waits or executes; one that has ended is ignored.</summary>
    public void Cancel(long batchId)
    {
        BatchWork? found;
        lock (_gate)
        {
            found = _current is BatchWork current && current.Id == batchId ? current : _waiting.OfType<BatchWork>().FirstOrDefault(batch => batch.Id == batchId);
        }

        found?.Cancel();
    }

    /// <summary>Takes out a batch that waits; false when it does not wait any more, and runs or has run.</summary>
    public bool TryTakeBack(long batchId)
    {
        bool isFound = false;
        lock (_gate)
        {
            for (int left = _waiting.Count; left > 0; left--)
            {
                WorkItem item = _waiting.Dequeue();
                if (item is BatchWork batch && batch.Id == batchId)
                {
                    isFound = true;
                }
                else
                {
                    _waiting.Enqueue(item);
                }
            }

            _hasWaiting = _waiting.Count > 0;
        }

        return isFound;
    }
}
