using System.Net.Http;

namespace Pathos.Serialization.Tests;

public sealed class ItemCodecTests
{
    [Fact]
    public void IsBlittable_ByType_IsTrueForPlainMemoryOnly()
    {
        Assert.True(ItemCodec<int>.IsBlittable);
        Assert.True(ItemCodec<DateTime>.IsBlittable);
        Assert.True(ItemCodec<int?>.IsBlittable);
        Assert.True(ItemCodec<(int, double)>.IsBlittable);
        Assert.False(ItemCodec<nint>.IsBlittable);
        Assert.False(ItemCodec<string>.IsBlittable);
        Assert.False(ItemCodec<(int, string)>.IsBlittable);
    }

    [Fact]
    public void Write_ItemsOfManyKinds_ComeBackEqual()
    {
        Assert.Equal([1, 2, 3], RoundTrip.Items(1, 2, 3));
        Assert.Equal<IEnumerable<string?>>(["a", null, "\uD800", new string('x', 500)], RoundTrip.Items<string?>("a", null, "\uD800", new string('x', 500)));
        Assert.Equal([(1, "a"), (2, null)], RoundTrip.Items<(int, string?)>((1, "a"), (2, null)));
        Assert.Equal([1.5, null], RoundTrip.Items<double?>(1.5, null));
        Assert.Equal([("x", 1), null], RoundTrip.Items<(string, int)?>(("x", 1), null));
        Assert.Equal<IEnumerable<Row?>>([new Row("r", 1, 2.5), null], RoundTrip.Items<Row?>(new Row("r", 1, 2.5), null));
        Assert.Equal<IEnumerable<object?>>([1, "two", null], RoundTrip.Items<object?>(1, "two", null));
        Assert.Equal([], RoundTrip.Items<int>());
    }

    [Fact]
    public void Write_ManyRecords_CompiledAndReflectedPathsAgree()
    {
        Row[] rows = [.. Enumerable.Range(0, 500).Select(i => new Row("row" + i, i, i / 2.0) { Tags = i % 2 == 0 ? ["t"] : null, Optional = i % 3 == 0 ? i : null, Pair = ("p" + i, i) })];

        Row[] result = RoundTrip.Items(rows);

        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(rows[i].Name, result[i].Name);
            Assert.Equal(rows[i].Number, result[i].Number);
            Assert.Equal(rows[i].Ratio, result[i].Ratio);
            Assert.Equal(rows[i].Optional, result[i].Optional);
            Assert.Equal(rows[i].Pair, result[i].Pair);
            Assert.Equal(rows[i].Tags, result[i].Tags);
        }
    }

    [Fact]
    public void Write_ManyStructsWithReferences_ComeBackEqual()
    {
        (string, int[], DateTime?)[] items = [.. Enumerable.Range(0, 300).Select(i => ("s" + i, new[] { i }, i % 2 == 0 ? (DateTime?)DateTime.UnixEpoch.AddDays(i) : null))];

        (string, int[], DateTime?)[] result = RoundTrip.Items(items);

        Assert.Equal(items.Select(i => (i.Item1, i.Item2[0], i.Item3)), result.Select(i => (i.Item1, i.Item2[0], i.Item3)));
    }

    [Fact]
    public void Write_OneItemRefused_TheOthersArrive()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        List<(int, string)> refused = [];
        object[] items = [new Row("a", 1, 1), new Holder(new HttpClient()), new int[70_000], new object?[] { new byte[70_000], new HttpClient() }, new Row("z", 2, 2), new short[70_000]];

        ItemCodec<object>.Write(writer, items, (i, e) => refused.Add((i, Assert.IsType<NotShippableException>(e).Path)), "argument");
        object[] result = new object[items.Length];
        List<int> failed = [];
        ItemCodec<object>.Read(RoundTrip.Reader(writer), result, (i, _) => failed.Add(i));

        Assert.Equal([(1, "argument.Client"), (3, "argument[1]")], refused);
        Assert.Equal([1, 3], failed);
        Assert.Equal(items[0], result[0]);
        Assert.Same(items[2], result[2]);
        Assert.Equal(items[4], result[4]);
        Assert.Same(items[5], result[5]);
        Assert.Null(result[1]);
    }

    [Fact]
    public void Write_ItemRefusedAndNobodyToTell_Throws() => Assert.Equal(
        "argument.Client",
        Assert.Throws<NotShippableException>(() => ItemCodec<Holder>.Write(new PayloadWriter(RoundTrip.Context), [new Holder(new HttpClient())], null, "argument")).Path);

    [Fact]
    public void Write_StructItemRefused_NamesItsPath()
    {
        List<string> paths = [];
        PayloadWriter writer = new(RoundTrip.Context);

        ItemCodec<(int, object)>.Write(writer, [(1, "fine"), (2, new HttpClient())], (_, e) => paths.Add(Assert.IsType<NotShippableException>(e).Path), "argument");

        Assert.Equal(["argument.Item2"], paths);
    }

    [Fact]
    public void Read_OneItemDamaged_TheOthersArrive()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        writer.WriteVarInt(3);
        WriteItem(writer, w => ObjectGraph.Write(w, new Row("a", 1, 1), "argument"));
        WriteItem(writer, w => w.WriteVarInt(ReferenceTag.Known(77)));
        WriteItem(writer, w => ObjectGraph.Write(w, new Row("c", 3, 3), "argument"));

        Row[] result = new Row[3];
        List<(int, Exception)> failed = [];
        ItemCodec<Row>.Read(RoundTrip.Reader(writer), result, (i, e) => failed.Add((i, e)));

        (int index, Exception failure) = Assert.Single(failed);
        Assert.Equal(1, index);
        Assert.IsType<InvalidDataException>(failure);
        Assert.Equal("a", result[0].Name);
        Assert.Equal("c", result[2].Name);
    }

    [Fact]
    public void Read_EveryTruncation_ThrowsInvalidData()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ItemCodec<Row>.Write(writer, [new Row("a", 1, 1), new Row("b", 2, 2)], null, "argument");
        Payload payload = writer.Finish();
        for (int length = 0; length < payload.Bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() =>
                ItemCodec<Row>.Read(new CodeReader(RoundTrip.Context, payload.Bytes[..length], []), new Row[2], onFailed: null));
        }
    }

    [Fact]
    public void ReadOwned_BlockThatIsMentionedTwice_IsMalformed()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        int[] items = new int[PayloadWriter.BlockThreshold];
        ItemCodec<int>.WriteOwned(writer, items.AsMemory(10, 40_000), null, "result");
        int length = writer.Position;
        ReadOnlySpan<byte> once = writer.Finish().Bytes.Span[^length..];
        ItemCodec<int>.WriteOwned(writer, items.AsMemory(10, 40_000), null, "result");
        writer.WriteRaw(once);
        PayloadReader reader = RoundTrip.Reader(writer);

        Assert.Equal(40_000, ItemCodec<int>.ReadOwned(reader, 40_000, null, out int[]? rented).Length);
        Assert.Same(items, rented);
        Assert.Throws<InvalidDataException>(() => ItemCodec<int>.ReadOwned(reader, 40_000, null, out _));
    }

    [Fact]
    public void Write_LargeSpan_IsOneBlockOfItsType()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ItemCodec<int>.Write(writer, new int[PayloadWriter.BlockThreshold], null, "argument");

        Payload payload = writer.Finish();

        Assert.IsType<int[]>(Assert.Single(payload.Blocks).Array);
        Assert.True(payload.Bytes.Length < 100);
    }

    private static void WriteItem(PayloadWriter writer, Action<PayloadWriter> write)
    {
        int at = writer.ReserveLength();
        write(writer);
        writer.PatchLength(at);
    }

    private sealed record Row(string Name, int Number, double Ratio)
    {
        public List<string>? Tags { get; init; }

        public int? Optional { get; init; }

        public (string, int) Pair { get; init; }
    }

    private sealed record Holder(HttpClient Client);

    [Fact]
    public void ReadOwned_PayloadHoldsMoreThanItSays_ThrowsThoughTheBlockIsThere()
    {
        // As when a falsified length of the frame takes the first bytes of the block with it: the block is then as long as announced, and full of what follows it.
        PayloadWriter writer = new(RoundTrip.Context);
        ItemCodec<double>.Write(writer, new double[100_000], onRefused: null, "argument");
        Payload payload = writer.Finish();
        byte[] longer = [.. payload.Bytes.Span, 0, 0, 0, 0];

        Assert.Throws<InvalidDataException>(() => ItemCodec<double>.ReadOwned(new CodeReader(RoundTrip.Context, longer, payload.Blocks), 100_000, onFailed: null, out _));
    }
}
