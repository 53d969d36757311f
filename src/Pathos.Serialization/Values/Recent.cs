namespace Pathos.Serialization;

/// <summary>The last two answers to a question that is asked for each object: records that hold records ask it in turns. What was asked
/// longer ago is asked of the table behind.</summary>
internal struct Recent<TKey, TValue>
    where TKey : class
{
    private TKey? _last;
    private TKey? _before;
    private TValue? _ofLast;
    private TValue? _ofBefore;

    public readonly bool TryGet(TKey key, out TValue value)
    {
        if (ReferenceEquals(key, _last))
        {
            value = _ofLast!;
            return true;
        }

        value = _ofBefore!;
        return ReferenceEquals(key, _before);
    }

    public void Add(TKey key, TValue value)
    {
        (_before, _ofBefore) = (_last, _ofLast);
        (_last, _ofLast) = (key, value);
    }

    public void Clear() => this = default;
}
