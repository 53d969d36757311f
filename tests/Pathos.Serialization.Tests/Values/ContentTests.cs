using System.Buffers;
using System.Collections;

namespace Pathos.Serialization.Tests;

/// <summary>What is sent is what is in a value: no room beyond it, no array around it, no neighbours.</summary>
public sealed class ContentTests
{
    private const int Room = 100_000;

    // Names of types and a few fields. What is left out would be hundreds of times as much.
    private const long Few = 1500;

    public static TheoryData<object> WithMuchRoom => new(
        new List<string>(Room) { "a", "b" },
        new DerivedList(Room) { 1, 2 },
        Cleared(),
        Filled(new Stack<int>(Room), static (stack, i) => stack.Push(i)),
        Filled(new Queue<int>(Room), static (queue, i) => queue.Enqueue(i)),
        Wrapped(),
        Filled(new PriorityQueue<int, int>(Room), static (queue, i) => queue.Enqueue(i, -i)),
        new Dictionary<int, int>(Room) { [1] = 2 },
        new HashSet<int>(Room) { 1 },
        Filled(new ArrayList(Room), static (list, i) => list.Add(i)),
        Filled(new Stack(Room), static (stack, i) => stack.Push(i)),
        Filled(new Queue(Room), static (queue, i) => queue.Enqueue(i)),
        Filled(new ArrayBufferWriter<byte>(Room), static (writer, i) => writer.Write([(byte)i])),
        new ArraySegment<double>(new double[Room], Room / 2, 3),
        new Memory<double>(new double[Room], Room / 2, 3),
        new ReadOnlyMemory<double>(new double[Room], Room / 2, 3),
        new ReadOnlySequence<double>(new double[Room], Room / 2, 3),
        Enumerable.Range(0, Room).GroupBy(static i => i / 3).ElementAt(Room / 10));

    [Theory]
    [MemberData(nameof(WithMuchRoom))]
    public void Write_MuchRoomBeyondTheContent_SendsTheContent(object value)
    {
        Assert.InRange(BytesOf(value), 1, Few);
        object copy = RoundTrip.Of(value);

        Assert.Equal(value.GetType(), copy.GetType());
        Assert.Equal(ItemsOf(value), ItemsOf(copy));
    }

    [Fact]
    public void Write_Data_SendsTheContentToo()
    {
        List<int> copy = DataTrip.Of(new List<int>(Room) { 1, 2 });

        Assert.Equal([1, 2], copy);
        Assert.InRange(copy.Capacity, 2, 100);
    }

    [Theory]
    [MemberData(nameof(WithMuchRoom))]
    public void Write_MuchRoomBeyondTheContent_LeavesTheOriginal(object value)
    {
        IReadOnlyList<object?> before = ItemsOf(value);
        int room = RoomOf(value);

        BytesOf(value);

        Assert.Equal(before, ItemsOf(value));
        Assert.Equal(room, RoomOf(value));
    }

    [Fact]
    public void Read_CollectionsWithoutTheirRoom_GrowAgain()
    {
        List<int> list = RoundTrip.Of(new List<int>(Room));
        Stack<int> stack = RoundTrip.Of(new Stack<int>(Room));
        Queue<int> queue = RoundTrip.Of(Wrapped());
        Stack plainStack = RoundTrip.Of(new Stack(Room));
        Queue plainQueue = RoundTrip.Of(new Queue(Room));
        ArrayBufferWriter<byte> writer = RoundTrip.Of(new ArrayBufferWriter<byte>(Room));
        for (int i = 0; i < 100; i++)
        {
            list.Add(i);
            stack.Push(i);
            queue.Enqueue(i);
            plainStack.Push(i);
            plainQueue.Enqueue(i);
            writer.Write([(byte)i]);
        }

        Assert.Equal(Enumerable.Range(0, 100), list);
        Assert.Equal(Enumerable.Range(0, 100).Reverse(), stack);
        Assert.Equal([.. Wrapped(), .. Enumerable.Range(0, 100)], queue);
        Assert.Equal(Enumerable.Range(0, 100).Reverse(), plainStack.Cast<int>());
        Assert.Equal(Enumerable.Range(0, 100), plainQueue.Cast<int>());
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => (byte)i), writer.WrittenSpan.ToArray());
    }

    [Fact]
    public void Read_PriorityQueueWithoutItsRoom_KeepsItsOrder()
    {
        var queue = new PriorityQueue<string, int>(Room);
        queue.EnqueueRange(Enumerable.Range(0, 50).Select(static i => ($"item {i}", i * 7 % 50)));

        PriorityQueue<string, int> copy = RoundTrip.Of(queue);

        Assert.Equal(queue.UnorderedItems, copy.UnorderedItems);
        while (queue.TryDequeue(out string? item, out int priority))
        {
            Assert.True(copy.TryDequeue(out string? same, out int samePriority));
            Assert.Equal((item, priority), (same, samePriority));
        }
    }

    [Fact]
    public void Write_ListThatContainsItself_StaysOneObject()
    {
        var list = new List<object>(Room);
        list.Add(list);
        list.Add(new[] { list });

        List<object> copy = RoundTrip.Of(list);

        Assert.Same(copy, copy[0]);
        Assert.Same(copy, ((List<object>[])copy[1])[0]);
    }

    [Fact]
    public void Write_EnumeratorUnderWay_GoesOnInAListWithoutItsRoom()
    {
        List<int> list = new(Room) { 1, 2, 3 };
        List<int>.Enumerator enumerator = list.GetEnumerator();
        enumerator.MoveNext();

        List<int>.Enumerator copy = RoundTrip.Of(enumerator);

        Assert.True(copy.MoveNext());
        Assert.Equal(2, copy.Current);
    }

    [Fact]
    public void Write_WholeArrayBehindASegment_IsThatArray()
    {
        double[] array = [1, 2, 3];

        var copy = RoundTrip.Of((Array: array, Segment: new ArraySegment<double>(array), Memory: array.AsMemory()));

        Assert.Same(copy.Array, copy.Segment.Array);
        copy.Memory.Span[0] = 5;
        Assert.Equal(5, copy.Array[0]);
    }

    [Fact]
    public void Write_SegmentsWithinSegments_NestNothing()
    {
        var inner = new Chained();
        for (int i = 0; i < 100_000; i++)
        {
            inner = new Chained { Next = new ArraySegment<Chained>([inner, null!], 0, 1) };
        }

        Chained copy = RoundTrip.Of(inner);

        int depth = 0;
        for (; copy.Next.Array is { } next; copy = next[0])
        {
            depth++;
        }

        Assert.Equal(100_000, depth);
    }

    [Fact]
    public void Segment_OfNothing_StaysSo()
    {
        Assert.Null(RoundTrip.Of(default(ArraySegment<int>)).Array);
        Assert.Equal(0, RoundTrip.Of(new ArraySegment<int>([1, 2], 1, 0)).Count);
        Assert.True(RoundTrip.Of(default(ReadOnlySequence<int>)).IsEmpty);
    }

    [Fact]
    public void Sequence_OfSeveralSegments_KeepsItsContent()
    {
        var first = new Segment([9, 1, 2], 1);
        Segment last = first.Append([3, 4, 9]);
        var sequence = new ReadOnlySequence<int>(first, 0, last, 2);

        Assert.Equal([1, 2, 3, 4], RoundTrip.Of(sequence).ToArray());
    }

    [Fact]
    public void Items_GroupsOfOneInput_AreLinear()
    {
        long half = BytesOfItems(Groups(1000));
        long whole = BytesOfItems(Groups(2000));

        Assert.InRange(whole, 0, 3 * half);
        Assert.InRange(whole / 2000, 0, 500);
    }

    [Fact]
    public void Group_Alone_KeepsKeyAndItems()
    {
        IGrouping<string, int> group = Enumerable.Range(0, 100).ToLookup(static i => $"key {i % 7}").ElementAt(3);

        IGrouping<string, int> copy = RoundTrip.Of(group);
        IGrouping<string, int> data = DataTrip.Of(group);

        Assert.Equal((group.Key, group.Count()), (copy.Key, copy.Count()));
        Assert.Equal(group, copy);
        Assert.Equal(group, data);
        Assert.Equal(group.Key, data.Key);
    }

    private static IGrouping<int, int>[] Groups(int count) => [.. Enumerable.Range(0, count * 5).GroupBy(i => i % count)];

    private static List<int> Cleared()
    {
        List<int> list = [.. Enumerable.Range(0, Room)];
        list.Clear();
        return list;
    }

    /// <summary>A queue whose items lie on both sides of the end of its array.</summary>
    private static Queue<int> Wrapped()
    {
        Queue<int> queue = new(Enumerable.Range(0, Room));
        while (queue.Count > 3)
        {
            queue.Dequeue();
        }

        queue.Enqueue(1);
        queue.Enqueue(2);
        return queue;
    }

    private static TCollection Filled<TCollection>(TCollection collection, Action<TCollection, int> add)
    {
        for (int i = 0; i < 5; i++)
        {
            add(collection, i);
        }

        return collection;
    }

    private static IReadOnlyList<object?> ItemsOf(object value) => value switch
    {
        IEnumerable items => [.. items.Cast<object?>()],
        PriorityQueue<int, int> queue => [.. queue.UnorderedItems.Cast<object?>()],
        ArrayBufferWriter<byte> writer => [.. writer.WrittenMemory.ToArray().Cast<object?>()],
        Memory<double> memory => [.. memory.ToArray().Cast<object?>()],
        ReadOnlyMemory<double> memory => [.. memory.ToArray().Cast<object?>()],
        ReadOnlySequence<double> sequence => [.. sequence.ToArray().Cast<object?>()],
        _ => throw new ArgumentException($"A {value.GetType()} is not looked into."),
    };

    private static int RoomOf(object value) => (int?)value.GetType().GetProperty("Capacity")?.GetValue(value) ?? 0;

    private static long BytesOf(object value)
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, value, "argument");
        return writer.Length;
    }

    private static long BytesOfItems<T>(T[] items)
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ItemCodec<T>.Write(writer, items, onRefused: null, "argument");
        return writer.Length;
    }

    private sealed class DerivedList(int capacity) : List<int>(capacity)
    {
        public int Added { get; } = capacity;
    }

    private sealed class Chained
    {
        public ArraySegment<Chained> Next { get; init; }
    }

    private sealed class Segment : ReadOnlySequenceSegment<int>
    {
        public Segment(int[] items, int from) => Memory = items.AsMemory(from);

        public Segment Append(int[] items)
        {
            var next = new Segment(items, 0) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
