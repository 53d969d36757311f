namespace Pathos;

/// <summary>One call's view of a journal. The driver asks; reports append, from any thread.</summary>
internal abstract class JournalSession<T, R>
{
    /// <summary>Finds a recorded result that is still to be had for an item; if there is none, the item is expected.</summary>
    /// <exception cref="JournalException">The file, or the item, cannot be read.</exception>
    public abstract bool TryTake(long index, T item, out R result);

    /// <summary>Records results of expected items; those recorded already are passed over.</summary>
    /// <exception cref="JournalException">The file did not take them, or a result cannot be written.</exception>
    public abstract void Append(long firstIndex, ReadOnlySpan<R> results);
}
