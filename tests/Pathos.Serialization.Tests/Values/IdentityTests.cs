using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Pathos.Serialization.Tests;

/// <summary>Equal values are known by the same key, however each came about.</summary>
public sealed class IdentityTests
{
    private static readonly CodeContext s_context = CodeContext.ForIdentity(new LoadedAssemblies());

    private static readonly Dictionary<string, Func<int[], int, bool, object>> s_kinds = new(StringComparer.Ordinal)
    {
        ["List"] = static (items, room, detour) => Fill(new List<int>(room), items, detour, static (l, i) => l.Add(i), static l => l.RemoveAt(l.Count - 1)),
        ["derived list"] = static (items, room, detour) =>
            Fill(new Numbers { Capacity = room }, items, detour, static (l, i) => l.Add(i), static l => l.RemoveAt(l.Count - 1)),
        ["list of references"] = static (items, room, detour) =>
            Fill(new List<string>(room), items, detour, static (l, i) => l.Add($"{i}"), static l => l.RemoveAt(l.Count - 1)),
        ["Stack"] = static (items, room, detour) => Fill(new Stack<int>(room), items, detour, static (s, i) => s.Push(i), static s => s.Pop()),
        ["Queue"] = static (items, room, detour) => Fill(Turned(new Queue<int>(room), detour), items, false, static (q, i) => q.Enqueue(i), null),
        ["PriorityQueue"] = static (items, room, detour) => Looked(
            Fill(new PriorityQueue<int, int>(room), items, detour, static (q, i) => q.Enqueue(i, int.MaxValue), static q => q.Clear()), detour),
        ["LinkedList"] = static (items, _, detour) =>
            Fill(new LinkedList<int>(), items, detour, static (l, i) => l.AddLast(i), static l => l.RemoveLast()),
        ["Dictionary"] = static (items, room, detour) => Fill(
            new Dictionary<int, int>(room), [.. items.Distinct()], detour, static (d, i) => d[i] = i, static d => d.Clear()),
        ["SortedSet"] = static (items, _, detour) => Fill(
            new SortedSet<int>(), [.. items.Distinct()], detour, static (d, i) => d.Add(i), static d => d.Clear()),
        ["SortedList"] = static (items, room, detour) => Fill(
            new SortedList<int, int>(room), [.. items.Distinct()], detour, static (d, i) => d[i] = i, static d => d.Clear()),
        ["StringBuilder"] = static (items, room, detour) =>
            Fill(new StringBuilder(room + 1), items, detour, static (t, i) => t.Append(i).Append(','), static t => t.Clear()),
        ["ArrayList"] = static (items, room, detour) =>
            Fill(new ArrayList(room), items, detour, static (l, i) => l.Add(i), static l => l.RemoveAt(l.Count - 1)),
        ["plain stack"] = static (items, room, detour) => Fill(new Stack(room + 1), items, detour, static (s, i) => s.Push(i), static s => s.Pop()),
        ["plain queue"] = static (items, room, detour) =>
            Fill(new Queue(room + 1, detour ? 2 : 3), items, detour, static (q, i) => q.Enqueue(i), static q => q.Clear()),
        ["plain sorted list"] = static (items, room, detour) => Fill(
            new SortedList(room), [.. items.Distinct()], detour, static (d, i) => d[i] = i, static d => d.Clear()),
        ["BitArray"] = static (items, _, detour) => Bits(items, detour),
        ["ImmutableList"] = static (items, _, detour) => detour
            ? items.Aggregate(ImmutableList<int>.Empty.Add(1).RemoveAt(0), static (l, i) => l.Add(i))
            : ImmutableList.CreateRange(items),
        ["builder of a list"] = static (items, _, detour) =>
            Fill(ImmutableList.CreateBuilder<int>(), items, detour, static (l, i) => l.Add(i), static l => l.RemoveAt(l.Count - 1)),
        ["builder of an array"] = static (items, room, detour) =>
            Fill(ImmutableArray.CreateBuilder<int>(room), items, detour, static (l, i) => l.Add(i), static l => l.RemoveAt(l.Count - 1)),
        ["ImmutableQueue"] = static (items, _, detour) => detour
            ? items.Aggregate(ImmutableQueue<int>.Empty.Enqueue(1), static (q, i) => q.Enqueue(i)).Dequeue()
            : ImmutableQueue.CreateRange(items),
        ["ObservableCollection"] = static (items, _, detour) =>
            Fill(new ObservableCollection<int>(), items, detour, static (l, i) => l.Add(i), static l => l.Clear()),
        ["ReadOnlyDictionary"] = static (items, _, detour) => Looked(new ReadOnlyDictionary<int, int>(items.Distinct().ToDictionary(static i => i)), detour),
        ["ListDictionary"] = static (items, _, detour) => Fill(
            new ListDictionary(), [.. items.Distinct()], detour, static (d, i) => d[i] = i, static d => d.Clear()),
        ["ArrayBufferWriter"] = static (items, room, detour) => Fill(
            new ArrayBufferWriter<int>(room + 1), items, detour, static (b, i) => b.Write([i]), static b => b.Clear()),
        ["groups"] = static (items, _, _) => items.GroupBy(static i => i % 3).ToArray(),
    };

    public static TheoryData<string> Kinds => new(s_kinds.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Key_EqualValuesMadeDifferently_IsTheSame(string kind)
    {
        Func<int[], int, bool, object> make = s_kinds[kind];
        Gen.Select(Gen.Int[0, 50].Array[0, 40], Gen.Int[0, 100], Gen.Int[0, 100]).Sample(
            (items, room, otherRoom) => KeyOf(make(items, room, false)) == KeyOf(make(items, otherRoom, true)), iter: 200);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Key_OtherItems_IsAnother(string kind)
    {
        Func<int[], int, bool, object> make = s_kinds[kind];

        Assert.NotEqual(KeyOf(make([1, 2, 3], 8, false)), KeyOf(make([1, 2, 4, 5], 8, false)));
    }

    [Fact]
    public void Key_WrappersOfCollections_IsThatOfWhatTheyWrap()
    {
        Assert.NotEqual(KeyOf(ArrayList.ReadOnly(new ArrayList { 1, 2 })), KeyOf(ArrayList.ReadOnly(new ArrayList { 1, 3 })));
        Assert.Equal(KeyOf(ArrayList.ReadOnly(new ArrayList(99) { 1 })), KeyOf(ArrayList.ReadOnly(new ArrayList { 1 })));
    }

    private static string KeyOf(object value)
    {
        PayloadWriter writer = new(s_context);
        ObjectGraph.Write(writer, value, "value");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        writer.AppendContent(hash, withBuilds: false);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static T Fill<T>(T collection, int[] items, bool detour, Action<T, int> add, Action<T>? undo)
    {
        if (detour && undo is not null)
        {
            add(collection, 99);
            undo(collection);
        }

        foreach (int item in items)
        {
            add(collection, item);
        }

        return collection;
    }

    private static Queue<int> Turned(Queue<int> queue, bool detour)
    {
        for (int i = 0; detour && i < 3; i++)
        {
            queue.Enqueue(i);
            queue.Dequeue();
        }

        return queue;
    }

    private static PriorityQueue<int, int> Looked(PriorityQueue<int, int> queue, bool look)
    {
        _ = look ? queue.UnorderedItems : null;
        return queue;
    }

    private static ReadOnlyDictionary<int, int> Looked(ReadOnlyDictionary<int, int> map, bool look)
    {
        _ = look ? (map.Keys, map.Values) : default;
        return map;
    }

    private static BitArray Bits(int[] items, bool detour)
    {
        BitArray bits = new(items.Length + (detour ? 5 : 0), detour);
        bits.Length = items.Length;
        for (int i = 0; i < items.Length; i++)
        {
            bits[i] = items[i] % 2 == 0;
        }

        return bits;
    }

    private sealed class Numbers : List<int>;
}
