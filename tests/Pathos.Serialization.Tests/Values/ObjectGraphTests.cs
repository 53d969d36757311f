using System.Buffers;
using System.Collections.Frozen;
using System.Net.Http;
using System.Text;

namespace Pathos.Serialization.Tests;

public sealed class ObjectGraphTests
{
    [Fact]
    public void Write_MillionNodeList_NeedsNoStack()
    {
        Node head = new(0, null);
        for (int i = 1; i < 1_000_000; i++)
        {
            head = new Node(i, head);
        }

        Node? copy = RoundTrip.Of(head);

        for (int i = 999_999; i >= 0; i--)
        {
            Assert.Equal(i, copy!.Number);
            copy = copy.Next;
        }

        Assert.Null(copy);
    }

    [Fact]
    public void Write_FrozenDictionariesNestedTooDeep_IsRefusedNotAnOverflow()
    {
        FrozenDictionary<string, object> outer = FrozenDictionary<string, object>.Empty;
        for (int i = 0; i < 100_000; i++)
        {
            outer = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create<string, object>("d", outer)]);
        }

        Assert.Throws<NotShippableException>(() => RoundTrip.Of(outer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Graph_NobodyWaitsForIt_IsNeitherWrittenNorReadToItsEnd(bool inException)
    {
        object graph = Enumerable.Range(0, 50_000).Aggregate<int, Node?>(null, static (next, i) => new Node(i, next))!;
        if (inException)
        {
            Exception error = new InvalidOperationException("holds it");
            error.Data["graph"] = graph;
            graph = error;
        }

        PayloadWriter whole = new(RoundTrip.Context);
        ObjectGraph.Write(whole, graph, "argument");
        long length = whole.BodyLength;
        PayloadReader reader = RoundTrip.Reader(whole);
        reader.IsAbandoned = () => reader.Position > length / 2;
        PayloadWriter writer = new(RoundTrip.Context);
        writer.IsAbandoned = () => writer.BodyLength > length / 2;

        Assert.Throws<AbandonedException>(() => ObjectGraph.Write(writer, graph, "argument"));
        Assert.Throws<AbandonedException>(() => ObjectGraph.Read(reader));
        Assert.Equal(0, writer.Mark());
        Assert.True(reader.Remaining > 0);
    }

    [Fact]
    public void Write_LargePrimitiveArray_TravelsByReference()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        double[] large = new double[10_000];
        double[] small = new double[100];

        ObjectGraph.Write(writer, (large, small, again: large), "argument");
        Payload payload = writer.Finish();

        Assert.Same(large, Assert.Single(payload.Blocks).Array);
        Assert.Equal(payload.Bytes.Length + (10_000L * sizeof(double)), payload.TotalBytes);
    }

    [Fact]
    public void Read_BlockOfAnotherType_ThrowsInvalidData()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, new double[10_000], "argument");
        Payload payload = writer.Finish();

        Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(RoundTrip.Context, payload.Bytes, [(new long[10_000], 0, 80_000, false)])));
        Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(RoundTrip.Context, payload.Bytes, [(new double[9_999], 0, 79_992, false)])));
        Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(RoundTrip.Context, payload.Bytes, [])));
    }

    [Fact]
    public void Write_RefusedAfterABlock_LeavesTheWriterAsItWas()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, "before", "argument");
        int mark = writer.Mark();

        Assert.Throws<NotShippableException>(() => ObjectGraph.Write(writer, new object[] { new int[50_000], new HttpClient() }, "argument"));

        Assert.Equal(mark, writer.Mark());
        ObjectGraph.Write(writer, "after", "argument");
        Payload payload = writer.Finish();
        Assert.Empty(payload.Blocks);
        CodeReader reader = new(RoundTrip.Context, payload.Bytes, payload.Blocks);
        Assert.Equal("before", ObjectGraph.Read(reader));
        Assert.Equal("after", ObjectGraph.Read(reader));
    }

    [Fact]
    public void Finish_WriterUsedAgain_HasNothingOfTheFirstPayload()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, new object[] { new Node(1, null), new byte[70_000] }, "argument");
        Payload first = writer.Finish();
        ObjectGraph.Write(writer, new Node(2, null), "argument");

        Payload second = writer.Finish();

        Assert.Single(first.Blocks);
        Assert.Empty(second.Blocks);
        Assert.Equal(2, ((Node)ObjectGraph.Read(new CodeReader(RoundTrip.Context, second.Bytes, second.Blocks))!).Number);
    }

    [Fact]
    public void Write_RegisteredReducer_WinsOverTheBuiltInOne()
    {
        CodeContext context = new(new LoadedAssemblies(), [new TokenReducer()]);
        using CancellationTokenSource source = new();
        PayloadWriter writer = new(context);
        ObjectGraph.Write(writer, new object[] { source.Token, new Timed(source.Token) }, "argument");
        Payload payload = writer.Finish();

        object[] result = (object[])ObjectGraph.Read(new CodeReader(context, payload.Bytes, payload.Blocks))!;

        Assert.True(((CancellationToken)result[0]).IsCancellationRequested);
        Assert.True(((Timed)result[1]).Token.IsCancellationRequested);
    }

    [Fact]
    public void Write_TypeClaimedByAValueSerializer_GoesThroughIt()
    {
        CodeContext context = new(new LoadedAssemblies(), reducers: null, new NodeSerializer());
        PayloadWriter writer = new(context);
        ObjectGraph.Write(writer, new object[] { new Node(7, null), "rest" }, "argument");
        Payload payload = writer.Finish();

        object[] result = (object[])ObjectGraph.Read(new CodeReader(context, payload.Bytes, payload.Blocks))!;

        Assert.Equal(-7, ((Node)result[0]).Number);
        Assert.Equal("rest", result[1]);
    }

    private sealed record Node(int Number, Node? Next);

    private sealed record Timed(CancellationToken Token);

    private sealed class TokenReducer : Reducer
    {
        public override bool Handles(Type type) => type == typeof(CancellationToken);

        public override void Write(object value, GraphWriter writer) => writer.WriteByte(1);

        public override object Read(Type type, GraphReader reader) => new CancellationToken(reader.ReadByte() == 1);
    }

    private sealed class NodeSerializer : IValueSerializer
    {
        public bool CanSerialize(Type type) => type == typeof(Node);

        public void Serialize(IBufferWriter<byte> output, object value, Type type)
        {
            output.Write(Encoding.UTF8.GetBytes((-((Node)value).Number).ToString()));
        }

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type) => new Node(int.Parse(Encoding.UTF8.GetString(data.Span)), null);
    }
}
