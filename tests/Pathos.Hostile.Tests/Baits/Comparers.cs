using System.Collections;

namespace Pathos.Hostile.Tests;

/// <summary>A comparer of the program's own, which does more than compare.</summary>
internal sealed class BusyComparer<T> : IEqualityComparer<T>, IComparer<T>, IEqualityComparer, IComparer
{
    bool IEqualityComparer<T>.Equals(T? x, T? y) => Bait.Bite("comparer", value: true);

    public int GetHashCode(T? obj) => Bait.Bite("comparer", value: 1);

    public int Compare(T? x, T? y) => Bait.Bite("comparer", value: -1);

    bool IEqualityComparer.Equals(object? x, object? y) => Bait.Bite("comparer", value: true);

    public int GetHashCode(object obj) => Bait.Bite("comparer", value: 1);

    public int Compare(object? x, object? y) => Bait.Bite("comparer", value: -1);
}

/// <summary>A dictionary of the program's own.</summary>
internal sealed class OwnDictionary<TKey, TValue>(IEqualityComparer<TKey> comparer) : Dictionary<TKey, TValue>(comparer)
    where TKey : notnull;
