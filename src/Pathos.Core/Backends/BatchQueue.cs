namespace Pathos;

/// <summary>Batches that wait for a worker: the higher priority first, then the older. Not synchronised: its owner holds a lock.</summary>
internal sealed class BatchQueue<TEntry>
    where TEntry : class
{
    private readonly PriorityQueue<TEntry, (int Priority, long Sequence)> _entries = new();
    private long _sequence;
    private long _frontSequence;

    public int Count => _entries.Count;

    /// <summary>Gets all entries, in no particular order.</summary>
    public IEnumerable<TEntry> Entries => _entries.UnorderedItems.Select(static item => item.Element);

    // The complement turns the order round as the negative does, and the least number has one too.
    public void Enqueue(TEntry entry, int priority) => _entries.Enqueue(entry, (~priority, ++_sequence));

    /// <summary>Puts an entry before all others of its priority: it has waited its turn once.</summary>
    public void EnqueueFront(TEntry entry, int priority) => _entries.Enqueue(entry, (~priority, --_frontSequence));

    public bool TryPeek([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TEntry entry) => _entries.TryPeek(out entry, out _);

    public bool TryDequeue([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TEntry entry) => _entries.TryDequeue(out entry, out _);

    /// <summary>Finds the first entry that matches, behind others that do not. Costs as much as there are entries.</summary>
    public bool TryFind(Func<TEntry, bool> matches, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TEntry? entry)
    {
        entry = null;
        (int, long) first = default;
        foreach ((TEntry candidate, (int, long) order) in _entries.UnorderedItems)
        {
            if ((entry is null || order.CompareTo(first) < 0) && matches(candidate))
            {
                (entry, first) = (candidate, order);
            }
        }

        return entry is not null;
    }

    /// <summary>Takes an entry out, wherever it stands. Costs little for the first.</summary>
    public void Remove(TEntry entry)
    {
        if (_entries.TryPeek(out TEntry? first, out _) && ReferenceEquals(first, entry))
        {
            _entries.Dequeue();
        }
        else
        {
            _entries.Remove(entry, out _, out _);
        }
    }

    /// <summary>Takes out every entry that matches, in no particular order.</summary>
    public List<TEntry> RemoveAll(Func<TEntry, bool> matches)
    {
        var removed = new List<TEntry>();
        var kept = new List<(TEntry, (int, long))>();
        foreach ((TEntry entry, (int, long) order) in _entries.UnorderedItems)
        {
            if (matches(entry))
            {
                removed.Add(entry);
            }
            else
            {
                kept.Add((entry, order));
            }
        }

        if (removed.Count > 0)
        {
            _entries.Clear();
            _entries.EnqueueRange(kept);
        }

        return removed;
    }
}
