using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Dynamic;

namespace Pathos.Serialization.Tests;

/// <summary>Collections: each must answer lookups over there, not only list its items.</summary>
internal static class CollectionShapes
{
    private static Shape Of<T>(string name, string expected, Func<T> make, Func<T, object?> use) => Shape.OfValue(name, expected, make, use);

    public static IEnumerable<Shape> All()
    {
        yield return Of<List<string>>("list", "a,b", () => ["a", "b"], static x => { x.Add("c"); x.RemoveAt(2); return x; });
        yield return Of<Dictionary<string, int>>("dictionary", "2", () => new() { ["a"] = 1, ["b"] = 2 }, static x => x["b"]);
        yield return Of("dictionary ignoring case", "1", () => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }, static x => x["A"]);
        yield return Of("dictionary by reference", "2", () => new Dictionary<object, int>(ReferenceEqualityComparer.Instance) { [new string('x', 1)] = 1, [new string('x', 1)] = 1 }, static x => x.Count);
        yield return Of("dictionary by a user's comparer", "one", () => new Dictionary<int, string>(new Modulo(10)) { [1] = "one" }, static x => x[11]);
        yield return Of("dictionary keyed by a record", "found", () => new Dictionary<Key, string> { [new Key("k", 1)] = "found" }, static x => x[new Key("k", 1)]);
        yield return Of("dictionary keyed by identity", "True", () => { object k = new(); return (k, map: new Dictionary<object, bool> { [k] = true }); }, static x => x.map[x.k]);
        yield return Of("dictionary that holds itself", "True", () => { Dictionary<string, object> d = []; d["self"] = d; return d; }, static x => ReferenceEquals(x, x["self"]));
        yield return Of("class derived from a dictionary", "tag 5", () => new Tagged("tag") { ["five"] = 5 }, static x => $"{x.Tag} {x["five"]}");
        yield return Of<HashSet<string>>("hash set", "True", () => ["a", "b"], static x => x.Contains("b") && !x.Contains("c"));
        yield return Of("hash set of sets", "True", () => new HashSet<HashSet<int>>(HashSet<int>.CreateSetComparer()) { new() { 1, 2 } }, static x => x.Contains([2, 1]));
        yield return Of("sorted dictionary, reversed", "b,a", () => new SortedDictionary<string, int>(new Reversed()) { ["a"] = 1, ["b"] = 2 }, static x => x.Keys);
        yield return Of("sorted list", "2", () => new SortedList<string, int> { ["b"] = 2, ["a"] = 1 }, static x => x.Values[1]);
        yield return Of<SortedSet<int>>("sorted set", "1,2,3", () => [3, 1, 2], static x => x);
        yield return Of("linked list", "1,2", () => new LinkedList<int>([1, 2]), static x => x);
        yield return Of("queue", "1,2", () => new Queue<int>([1, 2]), static x => x);
        yield return Of("stack", "2,1", () => new Stack<int>([1, 2]), static x => x);
        yield return Of("priority queue", "low", () => { PriorityQueue<string, int> q = new(); q.Enqueue("high", 9); q.Enqueue("low", 1); return q; }, static x => x.Dequeue());
        yield return Of("ordered dictionary", "z,a", () => new OrderedDictionary<string, int> { ["z"] = 1, ["a"] = 2 }, static x => x.Keys);
        yield return Of("concurrent dictionary", "1", () => new ConcurrentDictionary<string, int> { ["a"] = 1 }, static x => x.GetOrAdd("a", 2));
        yield return Of("concurrent queue", "1,2", () => new ConcurrentQueue<int>([1, 2]), static x => x);
        yield return Of("concurrent stack", "2,1", () => new ConcurrentStack<int>([1, 2]), static x => x);
        yield return Of("concurrent bag", "3", () => new ConcurrentBag<int>([1, 2]), static x => x.Sum());
        yield return Of("immutable array", "1,2", () => ImmutableArray.Create(1, 2), static x => x);
        yield return Of("immutable list", "1,2,3", () => ImmutableList.Create(1, 2), static x => x.Add(3));
        yield return Of("immutable dictionary", "2", () => ImmutableDictionary<string, int>.Empty.Add("a", 1).Add("b", 2), static x => x["b"]);
        yield return Of("immutable hash set", "True", () => ImmutableHashSet.Create("a"), static x => x.Contains("a"));
        yield return Of("immutable sorted dictionary", "a,b", () => ImmutableSortedDictionary<string, int>.Empty.Add("b", 1).Add("a", 2), static x => x.Keys);
        yield return Of("immutable sorted set", "1,2", () => ImmutableSortedSet.Create(2, 1), static x => x);
        yield return Of("immutable stack", "2,1", () => ImmutableStack.Create(1, 2), static x => x);
        yield return Of("immutable queue", "1,2", () => ImmutableQueue.Create(1, 2), static x => x);
        yield return Of("frozen dictionary", "2", () => new Dictionary<string, int> { ["aa"] = 1, ["ab"] = 2 }.ToFrozenDictionary(), static x => x["ab"]);
        yield return Of("frozen dictionary ignoring case", "1", () => new Dictionary<string, int> { ["aa"] = 1 }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), static x => x["AA"]);
        yield return Of("frozen set", "True", () => new[] { 1, 2, 3 }.ToFrozenSet(), static x => x.Contains(3));
        yield return Of("read-only dictionary", "1", () => new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }), static x => x["a"]);
        yield return Of("read-only collection", "1,2", () => new ReadOnlyCollection<int>([1, 2]), static x => x);
        yield return Of("observable collection", "1,2", () => new ObservableCollection<int> { 1, 2 }, static x => x);
        yield return Of("keyed collection", "b2", () => new ByFirst { "a1", "b2" }, static x => x['b']);
        yield return Of("lookup", "ab,ac", () => new[] { "ab", "b", "ac" }.ToLookup(s => s[0]), static x => x['a']);
        yield return Of("lookup with a comparer", "2", () => new[] { "a", "A" }.ToLookup(s => s, StringComparer.OrdinalIgnoreCase), static x => x["a"].Count());
        yield return Of("hashtable", "1", () => new Hashtable { ["a"] = 1 }, static x => x["a"]);
        yield return Of("array list", "1,a", () => new ArrayList { 1, "a" }, static x => x);
        yield return Of("name value collection", "1", () => new NameValueCollection { ["a"] = "1" }, static x => x["A"]);
        yield return Of("bit array", "True,False", () => new BitArray([true, false]), static x => x);
        yield return Of("expando", "2", () => { dynamic e = new ExpandoObject(); e.N = 2; return (ExpandoObject)e; }, static x => ((IDictionary<string, object?>)x)["N"]);
        yield return Of("keys of a dictionary", "a", () => new Dictionary<string, int> { ["a"] = 1 }.Keys, static x => x);
        yield return Of("array", "1,2,3", () => new[] { 1, 2, 3 }, static x => x);
        yield return Of("array of strings with null", "a,null", () => new[] { "a", null }, static x => x);
        yield return Of("array of arrays", "5", () => new int[][] { [1], [2, 5] }, static x => x[1][1]);
        yield return Of("two-dimensional array", "6", () => new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, static x => x[1, 2]);
        yield return Of("two-dimensional array of strings", "d", () => new[,] { { "a", "b" }, { "c", "d" } }, static x => x[1, 1]);
        yield return Of("array with another lower bound", "7", () => { Array a = Array.CreateInstance(typeof(int), [2], [5]); a.SetValue(7, 6); return a; }, static x => x.GetValue(6));
        yield return Of("array of objects", "1,a,2.5", () => new object[] { 1, "a", 2.5 }, static x => x);
        yield return Of("covariant array", "String[]", () => (object[])new[] { "a" }, static x => x.GetType().Name);
        yield return Of("array of nullables", "1,null", () => new int?[] { 1, null }, static x => x);
        yield return Of("array of structs with references", "a1,b2", () => new (string, int)[] { ("a", 1), ("b", 2) }, static x => x.Select(p => p.Item1 + p.Item2));
        yield return Of("large array", "99999", () => Enumerable.Range(0, 100_000).ToArray(), static x => x[^1]);
        yield return Of("large array of structs", "99999", () => Enumerable.Range(0, 100_000).Select(i => new Pair(i, i)).ToArray(), static x => x[^1].B);
        yield return Of("large two-dimensional array", "4", () => { double[,] a = new double[200, 200]; a[199, 199] = 4; return a; }, static x => x[199, 199]);
        yield return Of("slice of an array", "2,3", () => new ArraySegment<int>([1, 2, 3, 4], 1, 2), static x => x);
        yield return Of("memory of a slice", "2,3", () => new Memory<int>([1, 2, 3, 4], 1, 2), static x => x.ToArray());
        yield return Of("read-only memory of text", "ell", () => "hello".AsMemory(1, 3), static x => x.ToString());
        yield return Of("comparer identity", "True", () => EqualityComparer<int>.Default, static x => ReferenceEquals(x, EqualityComparer<int>.Default));
        yield return Of("ordinal comparer identity", "True", () => StringComparer.Ordinal, static x => ReferenceEquals(x, StringComparer.Ordinal));
    }

    private readonly record struct Pair(int A, int B);

    private sealed record Key(string Name, int Number);

    private sealed class Modulo(int by) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x % by == y % by;

        public int GetHashCode(int obj) => obj % by;
    }

    private sealed class Reversed : IComparer<string>
    {
        public int Compare(string? x, string? y) => string.CompareOrdinal(y, x);
    }

    private sealed class Tagged(string tag) : Dictionary<string, int>
    {
        public string Tag => tag;
    }

    private sealed class ByFirst : KeyedCollection<char, string>
    {
        protected override char GetKeyForItem(string item) => item[0];
    }
}
