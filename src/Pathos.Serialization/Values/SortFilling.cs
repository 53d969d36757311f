namespace Pathos.Serialization;

/// <summary>A container that sorts.</summary>
/// <param name="keys">What it sorts.</param>
/// <param name="comparer">Its comparer; null for the default one.</param>
/// <param name="fill">Empties it and puts the items in.</param>
/// <param name="order">What it holds, in the order in which it holds it.</param>
internal sealed class SortFilling<TKey>(TKey[] keys, IComparer<TKey>? comparer, Action fill, Func<IEnumerable<TKey>> order)
    : KeyFilling<TKey>(keys, comparer)
{
    private readonly IComparer<TKey> _comparer = comparer ?? Comparer<TKey>.Default;

    protected override void FillAgain() => fill();

    protected override bool IsInOrder()
    {
        int count = 0;
        TKey? before = default;
        foreach (TKey key in order())
        {
            if (count++ > 0 && !MayFollow(key, before))
            {
                return false;
            }

            before = key;
        }

        return count == Keys.Length;
    }

    /// <summary>Some comparers say of equal keys that each is the larger one, to have both. Those have no other
    /// order than the one they came in.</summary>
    private bool MayFollow(TKey key, TKey? before)
    {
        int sign = _comparer.Compare(before, key);
        return sign < 0 || (sign > 0 && _comparer.Compare(key, before) > 0);
    }
}
