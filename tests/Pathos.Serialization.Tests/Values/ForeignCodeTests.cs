using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Pathos.Serialization.Tests;

/// <summary>Code of the program that throws while a graph is written or read: its own exception, with the place, and nothing else is harmed.</summary>
public sealed class ForeignCodeTests
{
    [Fact]
    public void Write_GetterThrows_ItsExceptionNamesThePlaceAndTheWriterIsAsBefore()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, "before", "argument");
        int mark = writer.Mark();

        TouchyException error = Assert.Throws<TouchyException>(() =>
            ObjectGraph.Write(writer, new Parcel(new object[] { new int[50_000], new Parcel(JsonValue.Create(new Touchy())) }), "argument"));

        Assert.Equal("argument.Content[1].Content", ForeignCode.PathOf(error));
        Assert.Equal(mark, writer.Mark());
        ObjectGraph.Write(writer, "after", "argument");
        PayloadReader reader = RoundTrip.Reader(writer);
        Assert.Equal("before", ObjectGraph.Read(reader));
        Assert.Equal("after", ObjectGraph.Read(reader));
    }

    [Fact]
    public void Write_JsonOfADisposedDocument_IsRefusedWithItsPath()
    {
        JsonElement element;
        using (JsonDocument document = JsonDocument.Parse("[1]"))
        {
            element = document.RootElement;
        }

        NotShippableException error = Assert.Throws<NotShippableException>(() => ObjectGraph.Write(new PayloadWriter(RoundTrip.Context), new Parcel(element), "result"));

        Assert.Equal("result.Content", error.Path);
        Assert.Contains("Clone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ThrowsOnlyTheFirstTime_FailsWithWhatWasThrown()
    {
        var fickle = new FickleSerializer();
        CodeContext context = new(new LoadedAssemblies(), reducers: null, fickle);
        PayloadWriter writer = new(context);

        TouchyException error = Assert.Throws<TouchyException>(() => ObjectGraph.Write(writer, new object[] { new Fickle() }, "argument"));

        Assert.Equal("argument", ForeignCode.PathOf(error));
        Assert.Equal(2, fickle.Calls);
        Assert.Equal(0, writer.Mark());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public void Items_SomeThrowWhileTheyAreWritten_TheOthersArrive(int warmth)
    {
        // Once the loops over fields are compiled, the fast walk is another code.
        _ = RoundTrip.Items([.. Enumerable.Range(0, warmth).Select(static x => new Parcel(x))]);
        PayloadWriter writer = new(RoundTrip.Context);
        List<(int, string?)> failed = [];
        Parcel[] items = [new(1), new(JsonValue.Create(new Touchy())), new(new int[70_000]), new(JsonValue.Create(new Touchy())), new(5)];

        ItemCodec<Parcel>.Write(writer, items, (i, e) => failed.Add((i, ForeignCode.PathOf(Assert.IsType<TouchyException>(e)))), "result");
        Parcel[] result = new Parcel[items.Length];
        List<int> absent = [];
        ItemCodec<Parcel>.Read(RoundTrip.Reader(writer), result, (i, _) => absent.Add(i));

        Assert.Equal([(1, "result.Content"), (3, "result.Content")], failed);
        Assert.Equal([1, 3], absent);
        Assert.Equal((1, 70_000, 5), ((int)result[0].Content!, ((int[])result[2].Content!).Length, (int)result[4].Content!));
    }

    [Fact]
    public void Items_StructsThatThrow_FailAlone()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        List<string?> paths = [];

        ItemCodec<(int, object?)>.Write(writer, [(1, "fine"), (2, JsonValue.Create(new Touchy()))], (_, e) => paths.Add(ForeignCode.PathOf(e)), "argument");
        (int, object?)[] result = new (int, object?)[2];
        ItemCodec<(int, object?)>.Read(RoundTrip.Reader(writer), result, static (_, _) => { });

        Assert.Equal(["argument.Item2"], paths);
        Assert.Equal((1, "fine"), result[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public void Items_ComparerThrowsWhileTheyAreRead_FailAloneWithThePlace(int warmth)
    {
        _ = RoundTrip.Items([.. Enumerable.Range(0, warmth).Select(static x => new Parcel(x))]);
        PayloadWriter writer = new(RoundTrip.Context);
        Parcel[] items =
        [
            new(1),
            new(new object[] { new int[70_000], new Parcel(new HashSet<string>(new Homesick()) { "a" }) }),
            new(new Dictionary<string, int>(new Homesick()) { ["a"] = 1 }),
            new(new short[70_000]),
        ];
        ItemCodec<Parcel>.Write(writer, items, null, "argument");
        PayloadReader reader = RoundTrip.Reader(writer);
        Parcel[] result = new Parcel[items.Length];
        List<(int, string?)> failed = [];

        Homesick.AtHome = false;
        try
        {
            ItemCodec<Parcel>.Read(reader, result, (i, e) => failed.Add((i, ForeignCode.PathOf(Assert.IsType<TouchyException>(e)))), "argument");
        }
        finally
        {
            Homesick.AtHome = true;
        }

        Assert.Equal([(1, "argument.Content[1].Content"), (2, "argument.Content")], failed);
        Assert.Equal((1, 70_000), ((int)result[0].Content!, ((short[])result[3].Content!).Length));
    }

    [Fact]
    public void Read_ValueSerializerThrows_IsItsOwnExceptionWhateverItsType()
    {
        CodeContext context = new(new LoadedAssemblies(), reducers: null, new PickySerializer());
        PayloadWriter writer = new(context);
        ObjectGraph.Write(writer, new object[] { new Fickle() }, "result");
        Payload payload = writer.Finish();

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(context, payload.Bytes, payload.Blocks), "result"));

        Assert.Equal("picky", error.Message);
        Assert.Equal("result[0]", ForeignCode.PathOf(error));
    }

    [Fact]
    public void WriteAndRead_ValueSerializerThrowsWhenAskedForAType_IsItsOwnException()
    {
        CodeContext asked = new(new LoadedAssemblies(), reducers: null, new UnwillingSerializer());
        TouchyException writing = Assert.Throws<TouchyException>(() => ObjectGraph.Write(new PayloadWriter(asked), new object[] { new Fickle() }, "argument"));
        Assert.Equal("argument[0]", ForeignCode.PathOf(writing));

        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, new object[] { new Fickle() }, "argument");
        Payload payload = writer.Finish();
        TouchyException reading = Assert.Throws<TouchyException>(() => ObjectGraph.Read(new CodeReader(asked, payload.Bytes, payload.Blocks), "argument"));
        Assert.Equal("argument[0]", ForeignCode.PathOf(reading));
    }

    [Fact]
    public void Exception_FieldsAndDataThatThrowWhileTheyAreWritten_ItsTextArrives()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        var error = new LoadedException("said", JsonValue.Create(new Touchy()));
        error.Data["good"] = 1;
        error.Data["bad"] = JsonValue.Create(new Touchy());
        ExceptionCodec.Write(writer, error);
        writer.WriteString("next");
        PayloadReader reader = RoundTrip.Reader(writer);

        RemoteException copy = Assert.IsType<RemoteException>(ExceptionCodec.Read(reader, "there"));

        Assert.Contains(nameof(LoadedException), copy.TypeName, StringComparison.Ordinal);
        Assert.Equal(("said", 1, 1), (copy.Message, copy.Data.Count, copy.Data["good"]));
        Assert.Equal("next", reader.ReadString());
    }

    [Fact]
    public void Exception_EveryMemberThrows_ArrivesAsItsType()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ExceptionCodec.Write(writer, new Unspeakable());
        writer.WriteString("next");
        PayloadReader reader = RoundTrip.Reader(writer);

        Exception copy = ExceptionCodec.Read(reader, "there");

        Assert.IsType<Unspeakable>(copy);
        Assert.Null(ForeignCode.PathOf(copy));
        Assert.Equal("next", reader.ReadString());
    }

    [Fact]
    public void Explain_CapturedValueThrows_IsListedAsARefusal()
    {
        object touchy = JsonValue.Create(new Touchy())!;
        string fine = "fine";

        ClosureReport report = Closure.Explain(() => (touchy, fine));

        ClosureRefusal refusal = Assert.Single(report.Refusals);
        Assert.Equal("closure.touchy", refusal.Path);
        Assert.Contains(nameof(TouchyException), refusal.TypeName, StringComparison.Ordinal);
    }

    private sealed class TouchyException(string message) : Exception(message);

    private sealed class LoadedException(string message, object? load) : Exception(message)
    {
        public object? Load { get; } = load;
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new TouchyException("message");

        public override string? StackTrace => throw new TouchyException("stack");

        public override string? Source
        {
            get => throw new TouchyException("source");
            set => throw new TouchyException("source");
        }

        public override System.Collections.IDictionary Data => throw new TouchyException("data");

        public override string ToString() => throw new TouchyException("text");
    }

    private sealed record Parcel(object? Content);

    private sealed class Touchy
    {
        public int Value => throw new TouchyException("touched");
    }

    private sealed class Fickle;

    private sealed class FickleSerializer : IValueSerializer
    {
        public int Calls { get; private set; }

        public bool CanSerialize(Type type) => type == typeof(Fickle);

        public void Serialize(IBufferWriter<byte> output, object value, Type type)
        {
            if (++Calls == 1)
            {
                throw new TouchyException("first");
            }
        }

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type) => new Fickle();
    }

    private sealed class PickySerializer : IValueSerializer
    {
        public bool CanSerialize(Type type) => type == typeof(Fickle);

        public void Serialize(IBufferWriter<byte> output, object value, Type type)
        {
        }

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type) => throw new InvalidDataException("picky");
    }

    private sealed class UnwillingSerializer : IValueSerializer
    {
        public bool CanSerialize(Type type) => type == typeof(Fickle) ? throw new TouchyException("asked") : false;

        public void Serialize(IBufferWriter<byte> output, object value, Type type)
        {
        }

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type) => null;
    }

    /// <summary>Throws when it is asked anywhere but at home: here, on another thread's say.</summary>
    private sealed class Homesick : IEqualityComparer<string>
    {
        [ThreadStatic]
        private static bool t_isAway;

        public static bool AtHome
        {
            set => t_isAway = !value;
        }

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => t_isAway ? throw new TouchyException("away") : obj.Length;
    }
}
