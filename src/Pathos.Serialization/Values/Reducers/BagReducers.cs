using System.Collections.Concurrent;
using System.Globalization;

namespace Pathos.Serialization;

/// <summary>A concurrent collection that does not look at its items.</summary>
internal abstract class BagReducer<TBag, T> : Reducer
    where TBag : class, IEnumerable<T>, new()
{
    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(TBag).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(TBag);

    public override void Write(object value, GraphWriter writer)
    {
        List<T> items = [];
        items.AddRange((TBag)value);
        writer.WriteArray(items.ToArray(), static i => string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    public override object Read(Type type, GraphReader reader)
    {
        TBag bag = new();
        T[] items = reader.ReadArray<T>();
        reader.FillLast(new BagFilling<T>(() => Fill(bag, items)));
        return bag;
    }

    protected abstract void Fill(TBag bag, T[] items);
}

/// <summary>A collection that waits for its items and does not look at them.</summary>
internal sealed class BagFilling<T>(Action fill) : Filling
{
    public override Type KeyType => typeof(T);

    public override void Fill() => fill();
}

internal sealed class ConcurrentBagReducer<T> : BagReducer<ConcurrentBag<T>, T>
{
    public override string RuleName => "concurrent bag: its items";

    protected override void Fill(ConcurrentBag<T> bag, T[] items)
    {
        // It gives out first what came last.
        for (int i = items.Length - 1; i >= 0; i--)
        {
            bag.Add(items[i]);
        }
    }
}

internal sealed class ConcurrentQueueReducer<T> : BagReducer<ConcurrentQueue<T>, T>
{
    public override string RuleName => "concurrent queue: its items";

    protected override void Fill(ConcurrentQueue<T> bag, T[] items)
    {
        foreach (T item in items)
        {
            bag.Enqueue(item);
        }
    }
}
