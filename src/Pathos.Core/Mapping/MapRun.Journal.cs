namespace Pathos;

internal abstract partial class MapRun<T, R>
{
    private const string FromJournal = "journal";

    // Begun by the driver before the first item is pulled.
    private JournalSession<T, R>? _journal;

    /// <summary>Collects what the journal has of a piece of the input, and dispatches the rest.</summary>
    private void DispatchMissing(JournalSession<T, R> journal, long firstIndex, ReadOnlyMemory<T> piece)
    {
        var restored = new List<R>();
        int from = 0;
        for (int position = 0; position < piece.Length; position++)
        {
            bool isKnown = journal.TryTake(firstIndex + position, piece.Span[position], out R result);
            if (isKnown != restored.Count > 0 && position > from)
            {
                Settle(firstIndex + from, piece[from..position], restored);
                from = position;
            }

            if (isKnown)
            {
                restored.Add(result);
            }
        }

        Settle(firstIndex + from, piece[from..], restored);
    }

    /// <summary>Ends a run of items that are all known, or all missing.</summary>
    private void Settle(long firstIndex, ReadOnlyMemory<T> items, List<R> restored)
    {
        if (restored.Count == 0)
        {
            Dispatch(new Batch<T, R>(this, firstIndex, items, attempt: 1));
            return;
        }

        // Reported like any batch, by a worker that ran nothing.
        var batch = new Batch<T, R>(this, firstIndex, items, attempt: 0);
        batch.Begin(FromJournal);
        lock (Gate)
        {
            _succeeded += restored.Count;
            Collect_NeedsLock(batch, 0, restored.ToArray(), MeasuresNothing(restored.Count));
        }

        restored.Clear();
    }

    private long[] MeasuresNothing(int count) => Settings.MeasuresItems ? new long[count] : [];

    /// <summary>Records results before anybody sees them. A journal that fails ends the call: going on would lose what it was asked to keep.</summary>
    private bool TryRecord(Batch<T, R> batch, int start, ReadOnlySpan<R> values)
    {
        try
        {
            _journal?.Append(batch.FirstIndex + start, values);
            return true;
        }
        catch (JournalException error)
        {
            // What runs is cancelled when the call ends: not from here, inside a report, which holds the lock of its batch.
            lock (Gate)
            {
                _stopReason ??= error;
            }

            MarkOver();
            _signal.Set();
            return false;
        }
    }
}
