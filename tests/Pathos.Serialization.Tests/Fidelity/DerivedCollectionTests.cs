using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;

namespace Pathos.Serialization.Tests;

/// <summary>Classes derived from collections: their items are found in another process, and their own fields travel too.</summary>
[Collection(PeerTests.Name)]
public sealed class DerivedCollectionTests(PeerProcess peer)
{
    private static readonly Dictionary<string, Func<IOwn>> s_makers = new(StringComparer.Ordinal)
    {
        ["ConcurrentDictionary"] = static () => new OwnConcurrent { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["Dictionary"] = static () => new OwnDictionary { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["HashSet"] = static () => new OwnHashSet { ("b", 1), ("a", 1) }.With("t"),
        ["OrderedDictionary"] = static () => new OwnOrdered { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["SortedDictionary"] = static () => new OwnSortedDictionary { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["SortedList"] = static () => new OwnSortedList { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["SortedSet"] = static () => new OwnSortedSet { ("b", 1), ("a", 1) }.With("t"),
        ["Hashtable"] = static () => new OwnHashtable { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["SortedList, untyped"] = static () => new OwnUntypedSortedList { Tag = "t", ["b"] = 1, ["a"] = 2 },
        ["OrderedDictionary, untyped"] = static () => new OwnUntypedOrdered { Tag = "t", [("b", 1)] = 1, [("a", 1)] = 2 },
        ["KeyedCollection"] = static () => new OwnKeyed { "bb", "aa" }.With("t"),
        ["NameValueCollection"] = static () => new OwnNames { Tag = "t", ["b"] = "1", ["a"] = "2" },
        ["ObservableCollection"] = static () => new OwnObservable { "b", "a" }.With("t"),
        ["List"] = static () => new OwnList { "b", "a" }.With("t"),
    };

    public static TheoryData<string> Names => [.. s_makers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Derived_InAnotherProcess_FindsAndAdds(string name)
    {
        IOwn value = s_makers[name]();

        Assert.Equal(s_makers[name]().Check(), peer.Run(new Func<object?>(() => value.Check())));
        Assert.StartsWith("t True False", s_makers[name]().Check(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derived_AsData_FindsAndAdds(string name)
    {
        IOwn value = s_makers[name]();

        object copy = DataTrip.Open(value.GetType(), DataTrip.Pack(value.GetType(), value));

        Assert.Equal(s_makers[name]().Check(), ((IOwn)copy).Check());
    }

    [Fact]
    public void ConcurrentBag_Derived_GivesOutInTheSameOrder()
    {
        OwnBag bag = new() { Tag = "t" };
        foreach (int item in new[] { 3, 1, 2 })
        {
            bag.Add(item);
        }

        Assert.Equal("t 2,1,3", $"{RoundTrip.Of(bag).Tag} {string.Join(",", RoundTrip.Of(bag))}");
    }

    [Fact]
    public void Overrides_OfADerivedTable_AreNotAskedWhileItIsPutTogether()
    {
        CountingTable table = new() { ["a"] = 1 };

        CountingTable copy = RoundTrip.Of(table);

        Assert.Equal(1, copy["a"]);
        Assert.Equal(table.Added, copy.Added);
    }

    [Fact]
    public void Builders_InAnotherProcess_FindTheirKeys()
    {
        ImmutableDictionary<string, int>.Builder map = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.OrdinalIgnoreCase);
        map["a"] = 1;
        ImmutableHashSet<string>.Builder set = ImmutableHashSet.CreateBuilder<string>();
        set.Add("a");
        ImmutableSortedDictionary<string, int>.Builder sorted = ImmutableSortedDictionary.CreateBuilder<string, int>();
        sorted["b"] = 1;

        Assert.Equal("1 True False 1", peer.Run(new Func<object?>(() => $"{map["A"]} {set.Contains("a")} {set.Contains("b")} {sorted["b"]}")));
        Assert.Equal("1 True 1", $"{DataTrip.Of(map)["A"]} {DataTrip.Of(set).Contains("a")} {DataTrip.Of(sorted)["b"]}");
    }

    [Fact]
    public void View_OfAPartOfASet_IsRefusedWithTheCure() => Assert.Contains(
        "new SortedSet<T>(view)", Assert.Throws<NotShippableException>(() => RoundTrip.Of(new SortedSet<int> { 1, 2, 3 }.GetViewBetween(1, 2))).Message, StringComparison.Ordinal);

    private interface IOwn
    {
        string Check();
    }

    private static string Text(string tag, bool finds, bool findsAbsent, IEnumerable items) => $"{tag} {finds} {findsAbsent} {string.Join(",", items.Cast<object>())}";

    private sealed class OwnConcurrent : ConcurrentDictionary<(string, int), int>, IOwn
    {
        public string Tag = "";

        public string Check()
        {
            string found = Text(Tag, ContainsKey(("a", 1)), ContainsKey(("c", 1)), this.OrderBy(static p => p.Value));
            return found + TryAdd(("c", 1), 3) + TryRemove(("a", 1), out _) + Count;
        }
    }

    private sealed class OwnDictionary : Dictionary<(string, int), int>, IOwn
    {
        public string Tag = "";

        public string Check() => Text(Tag, ContainsKey(("a", 1)), ContainsKey(("c", 1)), this) + TryAdd(("c", 1), 3) + Remove(("a", 1)) + Count;
    }

    private sealed class OwnHashSet : HashSet<(string, int)>, IOwn
    {
        private string _tag = "";

        public OwnHashSet With(string tag)
        {
            _tag = tag;
            return this;
        }

        public string Check() => Text(_tag, Contains(("a", 1)), Contains(("c", 1)), this) + Add(("c", 1)) + Remove(("a", 1)) + Count;
    }

    private sealed class OwnOrdered : OrderedDictionary<(string, int), int>, IOwn
    {
        public string Tag = "";

        public string Check() => Text(Tag, ContainsKey(("a", 1)), ContainsKey(("c", 1)), this) + TryAdd(("c", 1), 3) + Remove(("a", 1)) + Count;
    }

    private sealed class OwnSortedDictionary : SortedDictionary<(string, int), int>, IOwn
    {
        public string Tag = "";

        public string Check() => Text(Tag, ContainsKey(("a", 1)), ContainsKey(("c", 1)), this) + Remove(("a", 1)) + Count;
    }

    private sealed class OwnSortedList : SortedList<(string, int), int>, IOwn
    {
        public string Tag = "";

        public string Check() => Text(Tag, ContainsKey(("a", 1)), ContainsKey(("c", 1)), this) + Remove(("a", 1)) + Count;
    }

    private sealed class OwnSortedSet : SortedSet<(string, int)>, IOwn
    {
        private string _tag = "";

        public OwnSortedSet With(string tag)
        {
            _tag = tag;
            return this;
        }

        public string Check() => Text(_tag, Contains(("a", 1)), Contains(("c", 1)), this) + Add(("c", 1)) + Remove(("a", 1)) + Count;
    }

    private sealed class OwnHashtable : Hashtable, IOwn
    {
        public string Tag = "";

        public string Check()
        {
            string found = Text(Tag, Contains(("a", 1)), Contains(("c", 1)), Values.Cast<int>().Order());
            Remove(("a", 1));
            return found + Count;
        }
    }

    private sealed class OwnUntypedSortedList : SortedList, IOwn
    {
        public string Tag = "";

        public string Check()
        {
            string found = Text(Tag, Contains("a"), Contains("c"), Keys);
            Remove("a");
            return found + Count;
        }
    }

    private sealed class OwnUntypedOrdered : OrderedDictionary, IOwn
    {
        public string Tag = "";

        public string Check()
        {
            string found = Text(Tag, Contains(("a", 1)), Contains(("c", 1)), Keys);
            Remove(("a", 1));
            return found + Count;
        }
    }

    private sealed class OwnKeyed() : KeyedCollection<(string, int), string>(null, 0), IOwn
    {
        private string _tag = "";

        public OwnKeyed With(string tag)
        {
            _tag = tag;
            return this;
        }

        public string Check() => Text(_tag, Contains(("aa", 1)), Contains(("cc", 1)), this) + Remove(("aa", 1)) + Count;

        protected override (string, int) GetKeyForItem(string item) => (item, 1);
    }

    private sealed class OwnNames : NameValueCollection, IOwn
    {
        public string Tag = "";

        public string Check() => Text(Tag, this["A"] == "2", this["c"] is not null, AllKeys) + Count;
    }

    private sealed class OwnObservable : ObservableCollection<string>, IOwn
    {
        private string _tag = "";

        public OwnObservable With(string tag)
        {
            _tag = tag;
            return this;
        }

        public string Check()
        {
            string events = "";
            CollectionChanged += (_, e) => events += e.Action;
            string found = Text(_tag, Contains("a"), Contains("c"), this);
            Add("c");
            return found + events + Count;
        }
    }

    private sealed class OwnList : List<string>, IOwn
    {
        private string _tag = "";

        public OwnList With(string tag)
        {
            _tag = tag;
            return this;
        }

        public string Check() => Text(_tag, Contains("a"), Contains("c"), this) + Remove("a") + Count;
    }

    private sealed class OwnBag : ConcurrentBag<int>
    {
        public string Tag = "";
    }

    private sealed class CountingTable : Hashtable
    {
        public int Added { get; private set; }

        public override object? this[object key]
        {
            get => base[key];
            set
            {
                Added++;
                base[key] = value;
            }
        }

        public override void Add(object key, object? value)
        {
            Added++;
            base.Add(key, value);
        }
    }
}
