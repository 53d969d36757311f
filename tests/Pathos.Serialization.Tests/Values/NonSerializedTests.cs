using System.Net.Http;

namespace Pathos.Serialization.Tests;

/// <summary>Fields that their author marked as not to be written stay behind, whichever way the object takes.</summary>
public sealed class NonSerializedTests
{
    [Fact]
    public void Freeze_MarkedFields_ArriveAtTheirDefault()
    {
        Marked marked = new() { Number = 5 };
        Heir heir = new() { Number = 6, Own = "own" };
        Plain plain = new() { Kept = 7, Left = 8 };
        Plain[] many = [plain, plain];
        object boxed = plain;
        Func<string> function = () => $"{marked} {heir} {heir.Own} {plain.Kept}{plain.Left} {many[1].Kept}{many[1].Left} {((Plain)boxed).Kept}{((Plain)boxed).Left}";

        Assert.Equal("5 False 6 False own 70 70 70", Closure.Thaw<Func<string>>(Closure.Freeze(function))());
        ClosureReport report = Closure.Explain(function);
        Assert.True(report.IsShippable, report.ToString());
        Assert.DoesNotContain(report.Entries, static entry => entry.Path.Contains("Client", StringComparison.Ordinal));
    }

    [Fact]
    public void Freeze_ThisWithAMarkedFieldThatIsRead_LeavesTheFieldBehind()
    {
        Func<string> function = new Marked { Number = 5 }.Describe();

        Assert.Equal("5 False", Closure.Thaw<Func<string>>(Closure.Freeze(function))());
    }

    [Fact]
    public void Data_ManyObjectsWithMarkedFields_ArriveAtTheirDefault()
    {
        // More than are written by reflection before the accessors are compiled.
        Marked[] many = [.. Enumerable.Range(0, 200).Select(static i => new Marked { Number = i })];
        Plain[] values = [.. Enumerable.Range(0, 200).Select(static i => new Plain { Kept = i, Left = i })];
        (Plain Value, string Text)[] mixed = [.. values.Select(static value => (value, "t"))];

        Assert.Equal(many.Select(static m => $"{m.Number} False"), DataTrip.Of(many).Select(static m => m.ToString()));
        Assert.Equal(values.Select(static v => (v.Kept, 0)), DataTrip.Of(values).Select(static v => (v.Kept, v.Left)));
        Assert.Equal(values.Select(static v => (v.Kept, 0)), DataTrip.Of(mixed).Select(static v => (v.Value.Kept, v.Value.Left)));
        Assert.Equal((3, 0), RoundTrip.Items(new Plain { Kept = 3, Left = 4 }).Select(static v => (v.Kept, v.Left)).Single());
    }

    [Fact]
    public void Exception_WithAMarkedField_KeepsItsType()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ExceptionCodec.Write(writer, new Failure { Code = 9 });

        Failure arrived = Assert.IsType<Failure>(ExceptionCodec.Read(RoundTrip.Reader(writer), "task"));

        Assert.Equal(9, arrived.Code);
        Assert.Null(arrived.Client);
    }

    private class Marked
    {
        [NonSerialized]
        private readonly HttpClient? _client = new();

        public int Number;

        // An event's subscribers are the usual case.
        [field: NonSerialized]
        public event EventHandler? Changed = new HttpClient().Subscriber;

        public Func<string> Describe() => () => $"{Number} {_client is not null || Changed is not null}";

        public override string ToString() => Describe()();
    }

    private sealed class Heir : Marked
    {
        public string? Own;
    }

    private struct Plain
    {
        public int Kept;

        [NonSerialized]
        public int Left;
    }

    private sealed class Failure : Exception
    {
        public int Code;

        [NonSerialized]
        public HttpClient? Client = new();
    }
}

internal static class Subscribers
{
    public static void Subscriber(this HttpClient client, object? sender, EventArgs e)
    {
        _ = client;
        _ = sender;
        _ = e;
    }
}
