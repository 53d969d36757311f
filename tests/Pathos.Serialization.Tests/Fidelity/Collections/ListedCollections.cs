namespace Pathos.Serialization.Tests;

/// <summary>Collections that give no promise about the order of their items, and order them by hash codes. Everything else about them is compared.</summary>
internal static class ListedCollections
{
    private const string Hashed = "Items come in the order of hash codes, which are others in every process.";

    public static IReadOnlyDictionary<string, string> Unordered { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["System.Collections.Hashtable"] = Hashed,
        ["System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>"] = Hashed,
        ["System.Collections.Frozen.FrozenDictionary<TKey, TValue>"] = Hashed,
        ["System.Collections.Frozen.FrozenSet<T>"] = Hashed,
        ["System.Collections.Immutable.ImmutableDictionary<TKey, TValue>"] = Hashed,
        ["System.Collections.Immutable.ImmutableDictionary.Builder<TKey, TValue>"] = Hashed,
        ["System.Collections.Immutable.ImmutableHashSet<T>"] = Hashed,
        ["System.Collections.Immutable.ImmutableHashSet.Builder<T>"] = Hashed,
        ["System.Collections.Specialized.StringDictionary"] = Hashed,
        ["System.Collections.Specialized.HybridDictionary"] = Hashed,
        ["System.Data.PropertyCollection"] = Hashed,
    };
}
