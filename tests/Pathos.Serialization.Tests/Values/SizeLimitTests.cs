namespace Pathos.Serialization.Tests;

/// <summary>What is too large to travel is refused with its place and a cure. Most tests set a limit far below 2 GB, so that none
/// needs as much memory.</summary>
public sealed class SizeLimitTests
{
    private const int Small = 100_000;

    [Fact]
    public void Write_ArrayBeyondTheLimit_NamesPathAndTypeAndCure()
    {
        // Never touched, so it takes no memory.
        double[] wide = GC.AllocateUninitializedArray<double>(300_000_000);

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Write(new Holder { Inner = new Holder { Content = wide } }));

        Assert.Equal(("argument.Inner.Content", "System.Double[]"), (refusal.Path, refusal.TypeName));
        Assert.Contains("in parts", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Freeze_CapturesArrayBeyondTheLimit_NamesPathAndTypeAndCure()
    {
        double[] wide = GC.AllocateUninitializedArray<double>(300_000_000);

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Freeze(() => wide[0]));

        Assert.Equal(("closure.wide", "System.Double[]"), (refusal.Path, refusal.TypeName));
        Assert.NotEmpty(refusal.Advice);
    }

    [Fact]
    public void Freeze_CapturesTogetherBeyondTheLimit_IsRefused()
    {
        double[] one = GC.AllocateUninitializedArray<double>(150_000_000);
        double[] other = GC.AllocateUninitializedArray<double>(150_000_000);

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Freeze(() => one[0] + other[0]));

        Assert.Equal("closure", refusal.Path);
        Assert.NotEmpty(refusal.Advice);
    }

    [Fact]
    public void Write_ManyPartsBeyondTheLimit_NamesWhereItWasReached()
    {
        var holder = new Holder { Content = Enumerable.Range(0, Small).Select(static i => $"text number {i}").ToArray() };

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Write(new Holder { Inner = holder }, Small));

        Assert.StartsWith("argument.Inner.Content[", refusal.Path, StringComparison.Ordinal);
        Assert.Equal("System.String[]", refusal.TypeName);
        Assert.Contains("larger than 2 GB", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("in parts", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WriterRefused_TakesTheNext()
    {
        PayloadWriter writer = new(RoundTrip.Context) { SizeLimit = Small };
        Assert.Throws<NotShippableException>(() => ObjectGraph.Write(writer, new string('x', 2 * Small), "argument"));

        ObjectGraph.Write(writer, "short", "argument");

        Assert.Equal("short", ObjectGraph.Read(RoundTrip.Reader(writer)));
    }

    [Fact]
    public void Items_OneBeyondTheLimit_FailsAlone()
    {
        PayloadWriter writer = new(RoundTrip.Context) { SizeLimit = Small };
        Dictionary<int, Exception> refused = [];

        ItemCodec<string>.Write(writer, ["one", new string('x', 2 * Small), "three"], refused.Add, "argument");
        string[] read = new string[3];
        ItemCodec<string>.Read(RoundTrip.Reader(writer), read, static (_, _) => { });

        Assert.Equal(("one", "three"), (read[0], read[2]));
        (int position, Exception error) = Assert.Single(refused);
        Assert.Equal((1, "argument"), (position, Assert.IsType<NotShippableException>(error).Path));
    }

    [Fact]
    public void Write_MoreLargeArraysThanAFrameCounts_NamesTheFirstThatIsTooMuch()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        Assert.Equal(ushort.MaxValue, writer.BlockLimit);
        writer.BlockLimit = 3;
        byte[][] arrays = [.. Enumerable.Range(0, 4).Select(static _ => new byte[PayloadWriter.BlockThreshold])];

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => ObjectGraph.Write(writer, arrays, "argument"));

        Assert.Equal("argument[3]", refusal.Path);
        Assert.Contains("fewer arrays", refusal.Advice, StringComparison.Ordinal);
    }

    private static void Write(object value, int? limit = null)
    {
        PayloadWriter writer = new(RoundTrip.Context);
        writer.SizeLimit = limit ?? writer.SizeLimit;
        ObjectGraph.Write(writer, value, "argument");
    }

    private sealed class Holder
    {
        public Holder? Inner { get; init; }

        public object? Content { get; init; }
    }
}
