namespace Pathos.Serialization;

/// <summary>A container with keys. It is checked by looking for them.</summary>
/// <param name="keys">What it hashes or sorts; complete when it is filled.</param>
/// <param name="comparer">Its comparer; null for the default one.</param>
internal abstract class KeyFilling<TKey>(TKey[] keys, object? comparer) : Filling
{
    // Answers of .NET's own, or out of fields that lead nowhere: those are complete before anything is filled.
    private static readonly bool s_areInert =
        InertKeys.IsClosed(typeof(TKey)) || (typeof(TKey).IsSealed && FieldSet.Of(typeof(TKey)).IsFlat);

    /// <summary>Gets or sets what follows when it has been filled.</summary>
    public Action? Filled { get; set; }

    public override Type KeyType => typeof(TKey);

    protected TKey[] Keys => keys;

    // Whether neither keys nor comparer can change their answers once they are complete.
    private bool IsFixed => s_areInert && (comparer is null || InertComparers.Contains(comparer.GetType()));

    public override Type? ForeignKey() => Declared is null ? null : InertKeys.FirstForeign(keys, Declared);

    public override void Fill()
    {
        FillAgain();
        Filled?.Invoke();
    }

    public override bool IsStale() => !IsFixed && !IsInOrder();

    /// <summary>Empties it and puts the items in.</summary>
    protected abstract void FillAgain();

    /// <summary>Tells whether each key stands where it would be looked for.</summary>
    protected abstract bool IsInOrder();
}
