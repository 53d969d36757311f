using System.Buffers;
using System.Net.Http;
using Xunit;

namespace Pathos.Serialization.Tests;

/// <summary>Exceptions are objects of the graph that they stand in: written once, whatever refers to them, however deep they hold each
/// other.</summary>
public sealed class ExceptionGraphTests
{
    private const int Deep = 100_000;

    [Fact]
    public void Job_ItsExceptionsReferToIt_IsWrittenOnce()
    {
        const int Count = 2000;
        Job job = new();
        job.Errors.AddRange(Enumerable.Range(0, Count).Select(_ => new JobException(job)));
        PayloadWriter writer = new(RoundTrip.Context);

        ObjectGraph.Write(writer, job, "argument");

        Assert.True(writer.Length < Count * 300, $"{writer.Length} bytes");
        Job copy = (Job)ObjectGraph.Read(RoundTrip.Reader(writer))!;
        Assert.Equal(Count, copy.Errors.Count);
        Assert.All(copy.Errors, error => Assert.Same(copy, ((JobException)error).Job));
    }

    [Fact]
    public void Job_IsFirstMetInAnException_IsWrittenOnce()
    {
        Job job = new();
        job.Errors.AddRange(Enumerable.Range(0, 100).Select(_ => new JobException(job)));

        Exception[] copies = RoundTrip.Of(job.Errors.ToArray());

        Job copy = ((JobException)copies[0]).Job;
        Assert.All(copies, error => Assert.Same(copy, ((JobException)error).Job));
        Assert.Equal(copies, copy.Errors);
    }

    [Fact]
    public void InnerExceptions_AMillionLevels_ArriveOnASmallStack()
    {
        const int Levels = 1_000_000;
        Exception chain = new InvalidOperationException("innermost");
        for (int level = 1; level < Levels; level++)
        {
            chain = new InvalidOperationException("outer", chain);
        }

        int levels = 0;
        Exception? last = null;
        OnASmallStack(() =>
        {
            for (Exception? at = Trip(chain); at is not null; at = at.InnerException)
            {
                levels++;
                last = at;
            }
        });

        Assert.Equal(Levels, levels);
        Assert.Equal("innermost", Assert.IsType<InvalidOperationException>(last).Message);
    }

    [Fact]
    public void Aggregates_InAggregates_ArriveOnASmallStack()
    {
        Exception chain = new InvalidOperationException("innermost");
        for (int level = 1; level < Deep; level++)
        {
            chain = new AggregateException("level", chain);
        }

        int levels = 0;
        OnASmallStack(() =>
        {
            for (Exception? at = Trip(chain); at is not null; at = (at as AggregateException)?.InnerExceptions[0])
            {
                levels++;
            }
        });

        Assert.Equal(Deep, levels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exceptions_InDataOrFieldsOfEachOther_ArriveOnASmallStack(bool inData)
    {
        Exception chain = new InvalidOperationException("innermost");
        for (int level = 1; level < Deep; level++)
        {
            Exception outer = inData ? new InvalidOperationException("level") : new HolderException(chain);
            if (inData)
            {
                outer.Data["next"] = chain;
            }

            chain = outer;
        }

        int levels = 0;
        OnASmallStack(() =>
        {
            for (Exception? at = Trip(chain); at is not null; at = Next(at))
            {
                levels++;
            }
        });

        Assert.Equal(Deep, levels);

        Exception? Next(Exception error) => (inData ? error.Data["next"] : (error as HolderException)?.Held) as Exception;
    }

    [Fact]
    public void Exception_HoldsItself_IsTheSameObject()
    {
        HolderException error = new(null);
        error.Held = error;
        error.Data["me"] = error;

        HolderException copy = (HolderException)Trip(error);

        Assert.Same(copy, copy.Held);
        Assert.Same(copy, copy.Data["me"]);
    }

    [Fact]
    public void Exceptions_HoldEachOther_AreTheSameObjects()
    {
        HolderException first = new(null);
        HolderException second = new(first, inner: first);
        first.Held = new object[] { second };

        HolderException copy = (HolderException)Trip(second);

        HolderException other = (HolderException)copy.InnerException!;
        Assert.Same(other, copy.Held);
        Assert.Same(copy, ((object[])other.Held!)[0]);
    }

    [Fact]
    public void Aggregate_HoldsOneExceptionTwice_HoldsItTwice()
    {
        InvalidOperationException inner = new("inner");

        AggregateException copy = (AggregateException)Trip(new AggregateException(inner, inner, new ArgumentException("other")));

        Assert.Same(copy.InnerExceptions[0], copy.InnerExceptions[1]);
        Assert.Same(copy.InnerExceptions[0], copy.InnerException);
        Assert.Equal("other", copy.InnerExceptions[2].Message);
    }

    [Fact]
    public void Field_CannotTravel_CostsTheTypeAndNothingThatItShared()
    {
        List<string> shared = ["shared", new string('l', 100)];
        HolderException broken = new(new object[] { shared, new HttpClient(), "after" });
        HolderException whole = new(new object[] { shared, new string('l', 100) });
        broken.Data["kept"] = shared;

        object[] copies = RoundTrip.Of(new object[] { broken, whole, broken });

        RemoteException text = Assert.IsType<RemoteException>(copies[0]);
        Assert.Same(text, copies[2]);
        Assert.EndsWith(nameof(HolderException), text.TypeName, StringComparison.Ordinal);
        object[] held = (object[])Assert.IsType<HolderException>(copies[1]).Held!;
        Assert.Equal(shared, (List<string>)held[0]);
        Assert.Same(held[0], text.Data["kept"]);
    }

    [Fact]
    public void Entry_CannotTravel_CostsItselfAndNothingThatItShared()
    {
        List<string> shared = ["shared"];
        InvalidOperationException error = new("entries");
        error.Data["broken"] = new object[] { shared, new HttpClient() };
        error.Data["whole"] = shared;
        error.Data["again"] = shared;

        Exception copy = Trip(error);

        Assert.Equal(2, copy.Data.Count);
        Assert.Equal(shared, (List<string>)copy.Data["whole"]!);
        Assert.Same(copy.Data["whole"], copy.Data["again"]);
    }

    [Fact]
    public void Field_CannotTravelAndManyExceptionsShareIt_IsTriedOnce()
    {
        CountingSerializer counting = new();
        CodeContext context = new(new LoadedAssemblies(), reducers: null, counting);
        object[] shared = [new Counted(), new HttpClient()];
        PayloadWriter writer = new(context);

        ObjectGraph.Write(writer, Enumerable.Range(0, 500).Select(_ => new HolderException(shared)).ToArray<Exception>(), "argument");

        Assert.Equal(1, counting.Writes);
        Payload payload = writer.Finish();
        Exception[] copies = (Exception[])ObjectGraph.Read(new CodeReader(context, payload.Bytes, payload.Blocks))!;
        Assert.All(copies, copy => Assert.IsType<RemoteException>(copy));
    }

    [Fact]
    public void Field_HoldsAClosureOverWhatCannotTravel_LeavesOtherClosuresAlone()
    {
        HttpClient client = new();
        int number = 7;
        Func<int> good = () => number;
        Func<object> bad = () => (client, number);

        object[] copies = RoundTrip.Of(new object[] { new HolderException(bad), good });

        Assert.IsType<RemoteException>(copies[0]);
        Assert.Equal(7, ((Func<int>)copies[1])());
    }

    [Fact]
    public void Field_CannotBeReadHere_CostsTheTypeWhereverTheExceptionStands()
    {
        List<string> shared = ["shared"];
        HolderException broken = new(new object[] { shared, new HashSet<string>(new Homesick()) { "a" } });
        HolderException sharing = new(shared);
        List<string> own = ["own"];
        HolderException whole = new(new object[] { own, own });
        PayloadWriter writer = new(RoundTrip.Context);
        object[] graph = [new object[] { broken }, broken, sharing, whole, new HolderException(broken)];
        ObjectGraph.Write(writer, graph, "argument");
        PayloadReader reader = RoundTrip.Reader(writer);

        object[] copies = Homesick.Away(() => (object[])ObjectGraph.Read(reader)!);

        RemoteException text = Assert.IsType<RemoteException>(copies[1]);
        Assert.Equal("held", text.Message);
        Assert.Same(text, ((object[])copies[0])[0]);
        object[] held = (object[])Assert.IsType<HolderException>(copies[3]).Held!;
        Assert.Equal(own, (List<string>)held[0]);
        Assert.Same(held[0], held[1]);
        Assert.Same(text, Assert.IsType<HolderException>(copies[4]).Held);

        // What was first met in the field cannot be had without it.
        Assert.IsType<RemoteException>(copies[2]);
    }

    [Fact]
    public void Entry_CannotBeReadHere_CostsItself()
    {
        InvalidOperationException error = new("entries", new ArgumentException("inner"));
        error.Data["broken"] = new HashSet<string>(new Homesick()) { "a" };
        error.Data["whole"] = "whole";
        PayloadWriter writer = new(RoundTrip.Context);
        ExceptionCodec.Write(writer, error);
        PayloadReader reader = RoundTrip.Reader(writer);

        Exception copy = Homesick.Away(() => ExceptionCodec.Read(reader, "here"));

        Assert.Equal("whole", Assert.IsType<InvalidOperationException>(copy).Data["whole"]);
        Assert.Single(copy.Data);
        Assert.IsType<ArgumentException>(copy.InnerException);
    }

    [Fact]
    public void Fields_OfManyExceptionsCannotBeReadHere_AreTextAfterAFewPasses()
    {
        // Each holds the one before in a place of its type, so each pass finds out about one more.
        TypedHolderException? chain = null;
        for (int level = 0; level < 50; level++)
        {
            chain = new TypedHolderException(chain, level == 0 ? new HashSet<string>(new Homesick()) { "a" } : null);
        }

        PayloadWriter writer = new(RoundTrip.Context);
        ExceptionCodec.Write(writer, chain!);
        PayloadReader reader = RoundTrip.Reader(writer);

        Exception copy = Homesick.Away(() => ExceptionCodec.Read(reader, "here"));

        Assert.Equal("typed", Assert.IsType<RemoteException>(copy).Message);
    }

    [Fact]
    public void Graph_ItsExceptionsCannotBeReadHere_IsReadFourTimesMoreAtMost()
    {
        CountingSerializer counting = new();
        CodeContext context = new(new LoadedAssemblies(), reducers: null, counting);
        TypedHolderException? chain = null;
        for (int level = 0; level < 50; level++)
        {
            chain = new TypedHolderException(chain, level == 0 ? new HashSet<string>(new Homesick()) { "a" } : null);
        }

        // Each pass reads the counted object, and finds out about one more exception.
        PayloadWriter writer = new(context);
        ObjectGraph.Write(writer, new object[] { new Counted(), chain! }, "argument");
        Payload payload = writer.Finish();
        CodeReader reader = new(context, payload.Bytes, payload.Blocks);

        object[] copy = Homesick.Away(() => (object[])ObjectGraph.Read(reader)!);

        Assert.IsType<RemoteException>(copy[1]);
        Assert.Equal(5, counting.Reads);
    }

    [Fact]
    public void Fields_FailInDifferentWrappersAroundOneGraph_CostABoundedSum()
    {
        const int Exceptions = 60;
        CountingSerializer counting = new();
        CodeContext context = new(new LoadedAssemblies(), reducers: null, counting);
        object[] graph = [.. Enumerable.Range(0, 1000).Select(static _ => (object)new byte[4000]), new Counted(), new object[] { new object[] { new HttpClient() } }];
        Exception[] errors = [.. Enumerable.Range(0, Exceptions).Select(_ => new HolderException(new object[] { graph }))];
        PayloadWriter writer = new(context);

        ObjectGraph.Write(writer, errors, "argument");

        Assert.InRange(counting.Writes, 2, Exceptions / 2);
        Payload payload = writer.Finish();
        Exception[] copies = (Exception[])ObjectGraph.Read(new CodeReader(context, payload.Bytes, payload.Blocks))!;
        Assert.All(copies, copy => Assert.Equal("held", Assert.IsType<RemoteException>(copy).Message));
        Assert.Empty(copies[0].Data);
        Assert.Contains("left out", (string)copies[^1].Data[ExceptionData.CutKey]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_InAFieldOfItsOwnType_SaysPathTypeAndCure()
    {
        HolderException broken = new(new HttpClient());

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => RoundTrip.Of(new NarrowPlace { Error = broken }));

        Assert.EndsWith(".Error", refusal.Path, StringComparison.Ordinal);
        Assert.Contains(nameof(HolderException), refusal.TypeName, StringComparison.Ordinal);
        Assert.Contains("Declare the field or element as Exception", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_InAnElementOfItsOwnType_SaysPathTypeAndCure()
    {
        HolderException[] errors = [new("whole"), new(new HttpClient())];

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => RoundTrip.Of(errors));

        Assert.EndsWith("[1]", refusal.Path, StringComparison.Ordinal);
        Assert.Contains(nameof(HolderException), refusal.TypeName, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_InManyFieldsOfItsOwnType_SaysSoFromCompiledCodeToo()
    {
        for (int i = 0; i < 120; i++)
        {
            Assert.Null(RoundTrip.Of(new CompiledPlace { Number = i }).Error);
        }

        NotShippableException refusal = Assert.Throws<NotShippableException>(
            static () => RoundTrip.Of(new CompiledPlace { Error = new HolderException(new HttpClient()) }));

        Assert.EndsWith(".Error", refusal.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ClosureHoldsAnExceptionWithAFieldThatCannotTravel_ListsIt()
    {
        HolderException error = new(new object[] { new int[5000], new HttpClient() });

        ClosureReport report = Closure.Explain(() => error.Message);

        Assert.Empty(report.Refusals);
        Assert.All(report.Entries, entry => Assert.InRange(entry.Bytes, 0, 2000));
    }

    private static Exception Trip(Exception error)
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ExceptionCodec.Write(writer, error);
        return ExceptionCodec.Read(RoundTrip.Reader(writer), "here");
    }

    private static void OnASmallStack(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action), maxStackSize: 256 << 10);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private sealed class Job
    {
        public List<Exception> Errors { get; } = [];
    }

    private sealed class JobException(Job job) : Exception("job")
    {
        public Job Job { get; } = job;
    }

    private sealed class HolderException(object? held, Exception? inner = null) : Exception("held", inner)
    {
        public object? Held { get; set; } = held;
    }

    private sealed class TypedHolderException(TypedHolderException? next, object? other) : Exception("typed")
    {
        public TypedHolderException? Next { get; } = next;

        public object? Other { get; } = other;
    }

    private sealed class NarrowPlace
    {
        public HolderException? Error { get; set; }
    }

    private sealed class CompiledPlace
    {
        public int Number { get; set; }

        public HolderException? Error { get; set; }
    }

    private sealed class Counted;

    private sealed class CountingSerializer : IValueSerializer
    {
        public int Writes { get; private set; }

        public int Reads { get; private set; }

        public bool CanSerialize(Type type) => type == typeof(Counted);

        public void Serialize(IBufferWriter<byte> output, object value, Type type) => Writes++;

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type)
        {
            Reads++;
            return new Counted();
        }
    }
}
