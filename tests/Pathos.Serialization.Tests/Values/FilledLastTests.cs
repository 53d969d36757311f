using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Xunit;

namespace Pathos.Serialization.Tests;

/// <summary>Containers that hash or sort are filled when the whole graph is there, so that every key is found.</summary>
public sealed class FilledLastTests
{
    private const int Deep = 100_000;
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    public static TheoryData<string, Func<Friend, object>, Func<object, Friend, bool>> Containers() => new()
    {
        { "HashSet", static f => new HashSet<Friend> { f }, static (c, f) => ((HashSet<Friend>)c).Contains(f) },
        { "derived HashSet", static f => new Circle { f }, static (c, f) => ((Circle)c).Contains(f) && ((Circle)c).Name == "circle" },
        { "Dictionary", static f => new Dictionary<Friend, int> { [f] = 1 }, static (c, f) => ((Dictionary<Friend, int>)c)[f] == 1 },
        {
            "derived Dictionary",
            static f => new Register { [f] = 1 },
            static (c, f) => ((Register)c)[f] == 1 && ReferenceEquals(((Register)c).First, f)
        },
        {
            "ConcurrentDictionary",
            static f => new ConcurrentDictionary<Friend, int> { [f] = 1 },
            static (c, f) => ((ConcurrentDictionary<Friend, int>)c)[f] == 1
        },
        {
            "OrderedDictionary",
            static f => new OrderedDictionary<Friend, int> { [f] = 1 },
            static (c, f) => ((OrderedDictionary<Friend, int>)c)[f] == 1
        },
        { "Hashtable", static f => new Hashtable { [f] = 1 }, static (c, f) => (int?)((Hashtable)c)[f] == 1 },
        { "ImmutableHashSet", static f => ImmutableHashSet.Create(f), static (c, f) => ((ImmutableHashSet<Friend>)c).Contains(f) },
        {
            "ImmutableDictionary",
            static f => ImmutableDictionary<Friend, int>.Empty.Add(f, 1),
            static (c, f) => ((ImmutableDictionary<Friend, int>)c)[f] == 1
        },
        {
            "Lookup",
            static f => new[] { f }.Select(static x => x).ToLookup(static x => x, static _ => 1),
            static (c, f) => ((ILookup<Friend, int>)c)[f].Single() == 1
        },
        { "SortedSet", static f => new SortedSet<Friend> { new("a"), f, new("z") }, static (c, f) => ((SortedSet<Friend>)c).Contains(f) },
        {
            "SortedDictionary",
            static f => new SortedDictionary<Friend, int> { [new("a")] = 0, [f] = 1, [new("z")] = 2 },
            static (c, f) => ((SortedDictionary<Friend, int>)c)[f] == 1
        },
        {
            "SortedList",
            static f => new SortedList<Friend, int> { [new("a")] = 0, [f] = 1, [new("z")] = 2 },
            static (c, f) => ((SortedList<Friend, int>)c)[f] == 1
        },
        {
            "ImmutableSortedSet",
            static f => ImmutableSortedSet<Friend>.Empty.Add(new("a")).Add(f).Add(new("z")),
            static (c, f) => ((ImmutableSortedSet<Friend>)c).Contains(f)
        },
        {
            "ImmutableSortedDictionary",
            static f => ImmutableSortedDictionary<Friend, int>.Empty.Add(new("a"), 0).Add(f, 1).Add(new("z"), 2),
            static (c, f) => ((ImmutableSortedDictionary<Friend, int>)c)[f] == 1
        },
    };

    [Theory]
    [MemberData(nameof(Containers))]
    public void Friends_HoldEachOtherInContainers_FindEachOther(string kind, Func<Friend, object> make, Func<object, Friend, bool> finds)
    {
        Friend first = new("first");
        Friend second = new("second");
        first.Friends = make(second);
        second.Friends = make(first);

        foreach (Friend copy in new[] { RoundTrip.Of(first), DataTrip.Of(first) })
        {
            Friend other = Other(copy);
            Assert.True(finds(copy.Friends!, other), kind);
            Assert.True(finds(other.Friends!, copy), kind);
            Assert.Same(copy, Other(other));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Key_ItsHashCodeDependsOnAnotherContainer_IsFoundInWhicheverOrderTheyAreMet(bool isTagsFirst)
    {
        Tagged key = new([1, 2, 3]);
        HashSet<Tagged> set = [key, new([4])];
        object[] both = isTagsFirst ? [key.Tags, key, set] : [set, key, key.Tags];

        object[] copy = RoundTrip.Of(both);

        HashSet<Tagged> copied = (HashSet<Tagged>)copy[isTagsFirst ? 2 : 0];
        Assert.Contains((Tagged)copy[1], copied);
        Assert.Contains(new Tagged([4]), copied);
    }

    [Fact]
    public void Keys_DependOnEachOtherInAChain_AreFound()
    {
        // Of each set, the key depends on the set that is announced before: each round puts one right.
        HashSet<object>[] sets = new HashSet<object>[30];
        for (int i = 0; i < sets.Length; i++)
        {
            sets[i] = i == 0 ? [1, 2, 3] : [new CountOf(sets[i - 1]), i];
        }

        HashSet<object>[] copy = RoundTrip.Of(sets);

        for (int i = 1; i < copy.Length; i++)
        {
            Assert.Contains(new CountOf(copy[i - 1]), copy[i]);
        }
    }

    [Fact]
    public void Key_ItsHashCodeDependsOnTheContainerItIsIn_IsRefusedWithItsPath()
    {
        HashSet<object> set = [];
        set.Add(new SizeOf(set));
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, new object[] { 1, set }, "argument");

        NotShippableException error = Assert.Throws<NotShippableException>(() => ObjectGraph.Read(RoundTrip.Reader(writer), "argument"));

        Assert.Equal("argument[1]", error.Path);
        Assert.Contains("GetHashCode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_ItsHashCodeChangesEachTime_IsGivenUpAfterSixtyFourRounds()
    {
        HashSet<Restless> set = [new()];
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, set, "argument");
        Restless.BeginCount();

        NotShippableException error = Assert.Throws<NotShippableException>(() => ObjectGraph.Read(RoundTrip.Reader(writer), "argument"));

        // Each round asks once to fill and once to check. The walk that looks for the path of a refusal is a second one.
        Assert.Equal(2 * 2 * 64, Restless.Asked);
        Assert.Contains("GetHashCode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FrozenSet_ItsKeysDependOnWhatIsFilledLater_IsRefusedWithItsPath()
    {
        // The set is met first, and filled when the frozen one has been built.
        HashSet<object> set = [1, 2];
        FrozenSet<object> frozen = Enumerable.Range(10, 100).Cast<object>().Append(new SizeOf(set)).ToFrozenSet();
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, new object[] { set, frozen }, "argument");

        NotShippableException error = Assert.Throws<NotShippableException>(() => ObjectGraph.Read(RoundTrip.Reader(writer), "argument"));

        Assert.Equal("argument[1]", error.Path);
    }

    [Fact]
    public void FrozenSet_ItsKeysHashSetsOfTheirOwn_FindsThem()
    {
        FrozenSet<Tagged> frozen = Enumerable.Range(1, 50).Select(static x => new Tagged([.. Enumerable.Range(0, x)])).ToFrozenSet();

        FrozenSet<Tagged> copy = RoundTrip.Of(frozen);

        Assert.All(frozen, key => Assert.Contains(key, (IReadOnlySet<Tagged>)copy));
    }

    [Fact]
    public void DerivedCollections_TheirKeysHoldThem_FindThem()
    {
        var hashed = new Guild("hashed");
        var member = new Member("one", hashed);
        hashed.TryAdd(member, 1);
        var sorted = new Roll { new Entry { Rank = 2 }, new Entry { Rank = 1 } };
        foreach (Entry entry in sorted)
        {
            entry.Roll = sorted;
        }

        Member copy = RoundTrip.Of(member);
        Entry first = RoundTrip.Of(sorted.Max!);

        Assert.Equal(1, copy.Guild[copy]);
        Assert.Equal("hashed", copy.Guild.Name);
        Assert.Contains(first, first.Roll!);
        Assert.Equal([1, 2], first.Roll!.Select(static entry => entry.Rank));
    }

    [Fact]
    public void Trie_OfDictionaries_IsAsDeepAsMemoryAllows()
    {
        Trie root = new();
        Trie at = root;
        for (int level = 0; level < Deep; level++)
        {
            at = at.Children['a'] = new Trie();
        }

        int depth = 0;
        OnASmallStack(() =>
        {
            foreach (Trie copy in new[] { RoundTrip.Of(root), DataTrip.Of(root) })
            {
                for (Trie? node = copy; node is not null; node = node.Children.GetValueOrDefault('a'))
                {
                    depth++;
                }
            }
        });

        Assert.Equal(2 * (Deep + 1), depth);
    }

    [Fact]
    public void ImmutableDictionaries_InEachOther_AreAsDeepAsMemoryAllows()
    {
        object nested = "core";
        for (int level = 0; level < Deep; level++)
        {
            nested = ImmutableDictionary<string, object>.Empty.Add("inner", nested);
        }

        int depth = 0;
        OnASmallStack(() =>
        {
            for (object node = RoundTrip.Of(nested); node is ImmutableDictionary<string, object> map; node = map["inner"])
            {
                depth++;
            }
        });

        Assert.Equal(Deep, depth);
    }

    [Fact]
    public void ImmutableDictionary_HoldsItsHolder_IsTheSameObject()
    {
        object[] holder = new object[1];
        holder[0] = ImmutableDictionary<string, object>.Empty.Add("holder", holder);

        var copy = (ImmutableDictionary<string, object>)RoundTrip.Of(holder[0]);

        Assert.Same(copy, ((object[])copy["holder"])[0]);
        Assert.Equal(2, copy.Add("more", 1).Count);
    }

    [Fact]
    public void Containers_FilledLast_AreUsedAfterwards()
    {
        ConcurrentBag<int> bag = [1, 2, 3];
        SortedSet<string> sorted = new(["b", "A", "c"], StringComparer.OrdinalIgnoreCase);
        ImmutableSortedSet<int> immutable = [3, 1, 2];

        ConcurrentBag<int> bagCopy = RoundTrip.Of(bag);
        SortedSet<string> sortedCopy = RoundTrip.Of(sorted);

        Assert.Equal(bag.ToArray(), bagCopy.ToArray());
        Assert.False(sortedCopy.Add("a"));
        Assert.True(sortedCopy.Add("d"));
        Assert.Equal(["A", "b", "c", "d"], sortedCopy);
        Assert.Equal([1, 2, 3, 4], RoundTrip.Of(immutable).Add(4));
    }

    [Fact]
    public void Keys_AreEqualToNoneOrLargerThanEachOther_ArriveAllTheSame()
    {
        var numbers = new SortedList<int, string>(new Duplicates()) { { 2, "b" }, { 1, "a" }, { 2, "c" } };
        HashSet<Unequal> set = [new(), new()];

        Assert.Equal(numbers.OrderBy(static x => x.Value), RoundTrip.Of(numbers).OrderBy(static x => x.Value));
        Assert.Equal(2, RoundTrip.Of(set).Count);
    }

    [Fact]
    public void Data_KeyIsATupleThatHoldsItself_IsRefused()
    {
        Tuple<object?> self = new(null);
        typeof(Tuple<object?>).GetField("m_Item1", Private)!.SetValue(self, self);
        Hashtable table = new(new ByReference()) { [self] = 1 };

        Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(new object[] { Swap(table) }));

        // The comparer that let it in does not travel with it.
        static object Swap(Hashtable table)
        {
            typeof(Hashtable).GetField("_keycomparer", Private)!.SetValue(table, null);
            return table;
        }
    }

    private static Friend Other(Friend friend) => friend.Friends switch
    {
        IDictionary map => map.Keys.Cast<Friend>().Single(static f => f.Friends is not null),
        IEnumerable<Friend> set => set.Single(static f => f.Friends is not null),
        ILookup<Friend, int> lookup => lookup.Single().Key,
        _ => throw new InvalidOperationException(),
    };

    private static void OnASmallStack(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action), maxStackSize: 256 << 10);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

#pragma warning disable MA0096, MA0097 // It is only sorted.
    public sealed class Friend(string name) : IComparable<Friend>
#pragma warning restore MA0096, MA0097
    {
        // Before the name, which is what the hash code needs.
        public object? Friends { get; set; }

        public Circle? Circle { get; set; }

        public Register? Register { get; set; }

        public string Name { get; } = name;

        public int CompareTo(Friend? other) => string.CompareOrdinal(Name, other!.Name);

        public override bool Equals(object? obj) => obj is Friend friend && friend.Name == Name;

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    public sealed class Circle : HashSet<Friend>
    {
        public string Name { get; } = "circle";
    }

    public sealed class Register : Dictionary<Friend, int>
    {
        private readonly List<Friend> _order = [];

        public Friend First => _order.Count == 0 ? Keys.First() : _order[0];
    }

    private sealed class Trie
    {
        public Dictionary<char, Trie> Children { get; } = [];
    }

    private sealed class Tagged(HashSet<int> tags)
    {
        public HashSet<int> Tags { get; } = tags;

        public override bool Equals(object? obj) => obj is Tagged tagged && tagged.Tags.SetEquals(Tags);

        public override int GetHashCode() => Tags.Count;
    }

    private sealed class CountOf(HashSet<object> set)
    {
        private readonly HashSet<object> _set = set;

        public override bool Equals(object? obj) => obj is CountOf other && ReferenceEquals(other._set, _set);

        public override int GetHashCode() => _set.Count == 0 ? throw new InvalidOperationException("empty") : _set.Count;
    }

    private sealed class SizeOf(HashSet<object> set)
    {
        private readonly HashSet<object> _set = set;

        public override bool Equals(object? obj) => obj is SizeOf other && ReferenceEquals(other._set, _set);

        public override int GetHashCode() => _set.Count;
    }

    private sealed class Restless
    {
        // Without a bound of the reader, this one ends the test: it comes to rest.
        private const int MostChanges = 10_000;

        [ThreadStatic]
        private static int t_asked;

        // Keys without references are not asked again: what they answer was final.
        private readonly object _reference = new();

        public static int Asked => t_asked;

        public static void BeginCount() => t_asked = 0;

        public override bool Equals(object? obj) => obj is Restless other && ReferenceEquals(_reference, other._reference);

        public override int GetHashCode() => Math.Min(++t_asked, MostChanges);
    }

    private sealed class Duplicates : IComparer<int>
    {
        public int Compare(int x, int y) => x < y ? -1 : 1;
    }

    private sealed class Unequal
    {
        public override bool Equals(object? obj) => false;

        public override int GetHashCode() => 1;
    }

    private sealed class ByReference : IEqualityComparer
    {
        bool IEqualityComparer.Equals(object? x, object? y) => ReferenceEquals(x, y);

        int IEqualityComparer.GetHashCode(object obj) => 1;
    }

    private sealed class Guild(string name) : System.Collections.Concurrent.ConcurrentDictionary<Member, int>
    {
        public string Name { get; } = name;
    }

    private sealed record Member(string Name, Guild Guild);

    private sealed class Roll() : SortedSet<Entry>(new ByRank());

    private sealed class Entry
    {
        public Roll? Roll { get; set; }

        public int Rank { get; set; }
    }

    private sealed class ByRank : IComparer<Entry>
    {
        public int Compare(Entry? x, Entry? y) => Comparer<int?>.Default.Compare(x?.Rank, y?.Rank);
    }
}
