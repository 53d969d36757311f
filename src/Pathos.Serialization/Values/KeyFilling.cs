namespace Pathos.Serialization;

/// <summary>A container with keys: filled by an action, and checked by looking for them.</summary>
/// <param name="keys">What it hashes or sorts; complete when it is filled.</param>
/// <param name="comparer">Its comparer; null for the default one.</param>
/// <param name="fill">Empties it and puts the items in.</param>
internal abstract class KeyFilling<TKey>(TKey[] keys, object? comparer, Action fill) : Filling
{
    private static readonly bool s_areInert = InertKeys.IsClosed(typeof(TKey));

    // Whether neither keys nor comparer can change their answers once they are complete.
    private readonly bool _isFixed = s_areInert && (comparer is null || InertComparers.Contains(comparer.GetType()));

    /// <summary>Gets or sets what gives the object the fields that its own class declares.</summary>
    public Action? Restoration { get; set; }

    /// <summary>Gets or sets what follows when it has been filled.</summary>
    public Action? Filled { get; set; }

    public override Type KeyType => typeof(TKey);

    protected TKey[] Keys => keys;

    public override void Restore() => Restoration?.Invoke();

    public override Type? ForeignKey() => Declared is null ? null : InertKeys.FirstForeign(keys, Declared);

    public override void Fill()
    {
        fill();
        Filled?.Invoke();
    }

    public override bool IsStale() => !_isFixed && !IsInOrder();

    /// <summary>Tells whether each key stands where it would be looked for.</summary>
    protected abstract bool IsInOrder();
}

/// <summary>A container that hashes.</summary>
/// <param name="keys">What it hashes.</param>
/// <param name="comparer">Its comparer; null for the default one.</param>
/// <param name="fill">Empties it and puts the items in.</param>
/// <param name="count">How many it holds: one that holds fewer took two keys for the same.</param>
/// <param name="contains">Whether it finds a key.</param>
internal sealed class HashFilling<TKey>(TKey[] keys, object? comparer, Action fill, Func<int> count, Func<TKey, bool> contains)
    : KeyFilling<TKey>(keys, comparer, fill)
{
    protected override bool IsInOrder() => count() == Keys.Length && Array.TrueForAll(Keys, key => contains(key));
}

/// <summary>A container that sorts.</summary>
/// <param name="keys">What it sorts.</param>
/// <param name="comparer">Its comparer; null for the default one.</param>
/// <param name="fill">Empties it and puts the items in.</param>
/// <param name="order">What it holds, in the order in which it holds it.</param>
internal sealed class SortFilling<TKey>(TKey[] keys, IComparer<TKey>? comparer, Action fill, Func<IEnumerable<TKey>> order)
    : KeyFilling<TKey>(keys, comparer, fill)
{
    private readonly IComparer<TKey> _comparer = comparer ?? Comparer<TKey>.Default;

    protected override bool IsInOrder()
    {
        int count = 0;
        TKey? before = default;
        foreach (TKey key in order())
        {
            if (count++ > 0 && _comparer.Compare(before, key) >= 0)
            {
                return false;
            }

            before = key;
        }

        return count == Keys.Length;
    }
}
