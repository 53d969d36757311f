using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pathos.Serialization.Tests.Instances;

/// <summary>Enumerators that have brought one item: what is left is the same on the other side, or the enumerator is refused.</summary>
public sealed class EnumeratorTests
{
    private static readonly Dictionary<string, IEnumerable> s_collections = new(StringComparer.Ordinal)
    {
        ["array"] = new[] { 1, 2, 3 },
        ["array of text"] = new[] { "a", "b" },
        ["text"] = "abc",
        ["list"] = new List<int> { 1, 2, 3 },
        ["queue"] = new Queue<int>([1, 2, 3]),
        ["stack"] = new Stack<int>([1, 2, 3]),
        ["linked list"] = new LinkedList<int>([1, 2, 3]),
        ["array list"] = new ArrayList { 1, 2, 3 },
        ["bits"] = new BitArray(3),
        ["dictionary"] = new Dictionary<int, int> { [1] = 1, [2] = 2 },
        ["keys"] = new Dictionary<int, int> { [1] = 1, [2] = 2 }.Keys,
        ["values"] = new Dictionary<int, int> { [1] = 1, [2] = 2 }.Values,
        ["set"] = new HashSet<string> { "a", "b", "c" },
        ["sorted set"] = new SortedSet<int> { 1, 2, 3 },
        ["sorted dictionary"] = new SortedDictionary<int, int> { [1] = 1, [2] = 2 },
        ["sorted list"] = new SortedList<int, int> { [1] = 1, [2] = 2 },
        ["ordered dictionary"] = new OrderedDictionary<int, int> { [1] = 1, [2] = 2 },
        ["hashtable"] = new Hashtable { [1] = 1, [2] = 2 },
        ["concurrent dictionary"] = new ConcurrentDictionary<int, int> { [1] = 1, [2] = 2 },
        ["concurrent queue"] = new ConcurrentQueue<int>([1, 2, 3]),
        ["concurrent stack"] = new ConcurrentStack<int>([1, 2, 3]),
        ["concurrent bag"] = new ConcurrentBag<int>([1, 2, 3]),
        ["immutable array"] = ImmutableArray.Create(1, 2, 3),
        ["immutable list"] = ImmutableList.Create(1, 2, 3),
        ["immutable dictionary"] = ImmutableDictionary<int, int>.Empty.Add(1, 1).Add(2, 2),
        ["immutable set"] = ImmutableHashSet.Create(1, 2, 3),
        ["immutable sorted set"] = ImmutableSortedSet.Create(1, 2, 3),
        ["immutable sorted dictionary"] = ImmutableSortedDictionary<int, int>.Empty.Add(1, 1).Add(2, 2),
        ["immutable queue"] = ImmutableQueue.Create(1, 2, 3),
        ["immutable stack"] = ImmutableStack.Create(1, 2, 3),
        ["range"] = Enumerable.Range(1, 5),
        ["where"] = new[] { 1, 2, 3 }.Where(static x => x > 1),
    };

    public static TheoryData<string> Names => [.. s_collections.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Enumerator_UnderWay_BringsTheRestOrIsRefused(string name)
    {
        IEnumerator original = UnderWay(name);
        IEnumerator sent = UnderWay(name);
        IEnumerator arrived;
        try
        {
            arrived = RoundTrip.Of(sent);
        }
        catch (NotShippableException refusal)
        {
            Assert.NotEmpty(refusal.Path);
            return;
        }

        Assert.Equal(original.Current, arrived.Current);
        Assert.Equal(Rest(original), Rest(arrived));
        Assert.Equal(Rest(UnderWay(name)), Rest(sent));
    }

    [Fact]
    public void Enumerator_OfADictionary_IsRefusedWithAdvice()
    {
        NotShippableException refusal = Assert.Throws<NotShippableException>(static () =>
            RoundTrip.Of(new object[] { UnderWay("dictionary") }));

        Assert.Contains("[0]", refusal.Path, StringComparison.Ordinal);
        Assert.Contains("Send the collection", refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerator UnderWay(string name)
    {
        IEnumerator enumerator = s_collections[name].GetEnumerator();
        Assert.True(enumerator.MoveNext());
        return enumerator;
    }

    private static List<object?> Rest(IEnumerator enumerator)
    {
        List<object?> rest = [];
        while (enumerator.MoveNext())
        {
            rest.Add(enumerator.Current);
        }

        return rest;
    }
}
