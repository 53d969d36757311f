using System.Collections.Immutable;

namespace Pathos.Serialization.Tests;

/// <summary>Builders of immutable collections that hold themselves, by what they hold.</summary>
public sealed class BuilderCycleTests
{
    [Fact]
    public void Dictionary_HoldsAnObjectThatHoldsIt_FindsItsKeys()
    {
        ImmutableDictionary<string, Node>.Builder map = ImmutableDictionary.CreateBuilder<string, Node>(StringComparer.OrdinalIgnoreCase);
        map["key"] = new Node("a") { Holder = map };

        ImmutableDictionary<string, Node>.Builder copy = RoundTrip.Of(map);

        Assert.Same(copy, copy["KEY"].Holder);
        Assert.Equal("a", copy.ToImmutable()["Key"].Name);
        copy["more"] = new Node("b");
        Assert.Equal(2, copy.Count);
    }

    [Fact]
    public void SortedDictionary_HoldsAnObjectThatHoldsIt_KeepsItsOrder()
    {
        ImmutableSortedDictionary<Node, int>.Builder map = ImmutableSortedDictionary.CreateBuilder<Node, int>();
        map[new Node("b") { Holder = map }] = 2;
        map[new Node("a") { Holder = map }] = 1;

        ImmutableSortedDictionary<Node, int>.Builder copy = RoundTrip.Of(map);

        Assert.Equal(["a", "b"], copy.Keys.Select(static node => node.Name));
        Assert.All(copy.Keys, node => Assert.Same(copy, node.Holder));
        Assert.Equal(2, copy[new Node("b")]);
    }

    [Fact]
    public void HashSet_HoldsAnObjectThatHoldsIt_FindsIt()
    {
        ImmutableHashSet<Node>.Builder set = ImmutableHashSet.CreateBuilder<Node>();
        set.Add(new Node("a") { Holder = set });

        ImmutableHashSet<Node>.Builder copy = RoundTrip.Of(set);

        Assert.Same(copy, copy.Single().Holder);
        Assert.Contains(new Node("a"), copy);
    }

    [Fact]
    public void SortedSet_HoldsAnObjectThatHoldsIt_KeepsItsOrder()
    {
        ImmutableSortedSet<Node>.Builder set = ImmutableSortedSet.CreateBuilder<Node>();
        set.Add(new Node("b") { Holder = set });
        set.Add(new Node("a") { Holder = set });

        ImmutableSortedSet<Node>.Builder copy = RoundTrip.Of(set);

        Assert.Equal(["a", "b"], copy.Select(static node => node.Name));
        Assert.All(copy, node => Assert.Same(copy, node.Holder));
    }

    [Fact]
    public void ListAndArray_HoldAnObjectThatHoldsThem_AreThemselves()
    {
        ImmutableList<Node>.Builder list = ImmutableList.CreateBuilder<Node>();
        list.Add(new Node("a") { Holder = list });
        ImmutableArray<Node>.Builder array = ImmutableArray.CreateBuilder<Node>();
        array.Add(new Node("a") { Holder = array });

        ImmutableList<Node>.Builder copiedList = RoundTrip.Of(list);
        ImmutableArray<Node>.Builder copiedArray = RoundTrip.Of(array);

        Assert.Same(copiedList, copiedList[0].Holder);
        Assert.Same(copiedArray, copiedArray[0].Holder);
    }

    // Sorted sets ask each of their items, which are of this type alone.
#pragma warning disable MA0097
    private sealed class Node(string name) : IComparable<Node>, IEquatable<Node>
    {
        public string Name { get; } = name;

        public object? Holder { get; set; }

        public int CompareTo(Node? other) => string.CompareOrdinal(Name, other?.Name);

        public bool Equals(Node? other) => Name == other?.Name;

        public override bool Equals(object? obj) => Equals(obj as Node);

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }
#pragma warning restore MA0097
}
