using System.Net;
using System.Net.Http;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Pathos.Serialization.Tests.Instances;

/// <summary>The values of static readonly fields of their own type: what arrives is what stands in the field there.</summary>
[Collection(PeerTests.Name)]
public sealed class WellKnownInstanceTests(PeerProcess peer)
{
    public static TheoryData<string> Framework => [.. s_framework.Keys];

    private static readonly Dictionary<string, object> s_framework = new(StringComparer.Ordinal)
    {
        ["DBNull.Value"] = DBNull.Value,
        ["Type.Missing"] = Type.Missing,
        ["EventArgs.Empty"] = EventArgs.Empty,
        ["Encoding.UTF8"] = Encoding.UTF8,
        ["Encoding.Default"] = Encoding.Default,
        ["Encoding.ASCII"] = Encoding.ASCII,
        ["Encoding.Latin1"] = Encoding.Latin1,
        ["Encoding.Unicode"] = Encoding.Unicode,
        ["IPAddress.Loopback"] = IPAddress.Loopback,
        ["IPAddress.IPv6Any"] = IPAddress.IPv6Any,
        ["TimeZoneInfo.Utc"] = TimeZoneInfo.Utc,
        ["CultureInfo.InvariantCulture"] = System.Globalization.CultureInfo.InvariantCulture,
        ["NumberFormatInfo.InvariantInfo"] = System.Globalization.NumberFormatInfo.InvariantInfo,
        ["DateTimeFormatInfo.InvariantInfo"] = System.Globalization.DateTimeFormatInfo.InvariantInfo,
        ["StringComparer.Ordinal"] = StringComparer.Ordinal,
        ["EqualityComparer<int>.Default"] = EqualityComparer<int>.Default,
        ["ImmutableList<int>.Empty"] = System.Collections.Immutable.ImmutableList<int>.Empty,
        ["ImmutableDictionary<int, int>.Empty"] = System.Collections.Immutable.ImmutableDictionary<int, int>.Empty,
    };

    private static readonly Dictionary<string, object> s_frameworkAsCode = new(StringComparer.Ordinal)
    {
        ["JsonSerializerOptions.Web"] = System.Text.Json.JsonSerializerOptions.Web,
        ["TimeProvider.System"] = TimeProvider.System,
        ["HttpMethod.Patch"] = HttpMethod.Patch,
        ["TextWriter.Null"] = TextWriter.Null,
    };

    public static TheoryData<string> FrameworkAsCode => [.. s_frameworkAsCode.Keys];

    [Theory]
    [MemberData(nameof(Framework))]
    public void Framework_AnInstance_IsTheSameObjectByBothReaders(string name)
    {
        Assert.Same(s_framework[name], RoundTrip.Of(s_framework[name]));
        Assert.Same(s_framework[name], DataTrip.Of(s_framework[name]));
    }

    [Theory]
    [MemberData(nameof(FrameworkAsCode))]
    public void Framework_AnInstanceThatIsNoData_IsTheSameObjectInClosures(string name) =>
        Assert.Same(s_frameworkAsCode[name], RoundTrip.Of(s_frameworkAsCode[name]));

    [Fact]
    public void Framework_AnEqualObjectThatIsNotTheInstance_StaysAnother()
    {
        IPAddress own = new([127, 0, 0, 1]);

        IPAddress arrived = RoundTrip.Of(own);

        Assert.Equal(IPAddress.Loopback, arrived);
        Assert.NotSame(IPAddress.Loopback, arrived);
    }

    [Fact]
    public void User_InAnotherProcess_IsTheOneOfThatProcess()
    {
        Colour colour = Colour.Blue;
        Shade shade = Shade.Dark;
        Level<int> level = Level<int>.High;
        Dictionary<Colour, Colour> map = new() { [Colour.Red] = Colour.Blue };
        Func<object?> function = () =>
            $"{colour == Colour.Blue} {shade == Shade.Dark} {level == Level<int>.High} {map[Colour.Red] == Colour.Blue}";

        Assert.Equal("True True True True", peer.Run(function));
    }

    [Fact]
    public void User_ReturnedFromAnotherProcess_IsOurs() => Assert.Same(Colour.Blue, peer.Run(new Func<object?>(static () => Colour.Blue)));

    [Fact]
    public void User_AsData_IsTheSameWhereDeclared()
    {
        Assert.Same(Colour.Red, DataTrip.Of(Colour.Red));
        Assert.Same(Shade.Light, DataTrip.Of(new[] { Shade.Dark, Shade.Light })[1]);
        Assert.Same(Level<string>.Low, DataTrip.Of(Level<string>.Low));
        Assert.Same(Colour.Red, DataTrip.Of(new Dictionary<string, Colour> { ["a"] = Colour.Red })["a"]);
    }

    [Fact]
    public void User_AsDataInAnObject_ComesFieldByField()
    {
        Colour arrived = Assert.IsType<Colour>(DataTrip.Of<object>(Colour.Red));

        Assert.NotSame(Colour.Red, arrived);
        Assert.Equal("red", arrived.Name);
    }

    [Fact]
    public void User_NamedByAPeerWhereUndeclared_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(Colour.Red));

    [Fact]
    public void User_ManyInstances_EachIsItself() => Assert.All(Many.All, static one => Assert.Same(one, RoundTrip.Of(one)));

    [Fact]
    public void User_MetTwice_IsOneObject()
    {
        object[] arrived = RoundTrip.Of(new object[] { Colour.Red, Colour.Red, Colour.Blue });

        Assert.Same(Colour.Red, arrived[0]);
        Assert.Same(Colour.Red, arrived[1]);
        Assert.Same(Colour.Blue, arrived[2]);
    }

    [Fact]
    public void User_SentWhileTheTypeInitialiserRuns_DoesNotForgetTheFieldsThatWereEmptyThen()
    {
        Assert.NotNull(Early.Copy);

        Assert.Same(Early.Last, RoundTrip.Of(Early.Last));
    }

    [Fact]
    public void User_AFieldOfAnotherTypeOrAThread_NamesNothing()
    {
        Assert.NotSame(Holder.Of, RoundTrip.Of(Holder.Of));
        Assert.NotSame(PerThread.Mine, RoundTrip.Of(PerThread.Mine));
    }

    [Fact]
    public void User_WhoseTypeInitialiserThrowsThere_FailsWithIt()
    {
        Picky picky = Picky.Only;

        Exception error = Assert.ThrowsAny<Exception>(() => peer.Run(new Func<object?>(() => picky == Picky.Only)));

        Assert.Contains(nameof(TypeInitializationException), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void User_TwoInstances_HaveTwoContents()
    {
        Assert.Equal(ContentOf(Colour.Red), ContentOf(Colour.Red));
        Assert.NotEqual(ContentOf(Colour.Red), ContentOf(Colour.Blue));
    }

    [Fact]
    public void User_ThrownException_ArrivesAsACopyWithItsTrace() => Assert.NotSame(Known.Instance, RoundTrip.Of(Known.Instance));

    [Fact]
    public void User_LambdaOfAnInstanceThatCannotChange_RunsOnTheInstance() => Assert.Equal(true, peer.Run(Colour.Blue.IsItself()));

    [Fact]
    public void User_LambdaOfAnInstanceThatChanged_ReadsWhatItWasHere()
    {
        Settings.Instance.Level = 7;

        Assert.Equal(7, peer.Run(Settings.Instance.Reader()));
        Assert.Equal(7, peer.Run((Func<object?>)Settings.Instance.Read));
    }

    [Fact]
    public void User_InstanceThatChanged_IsTheFarSidesOwnAsAValue()
    {
        Settings.Instance.Level = 7;
        Settings settings = Settings.Instance;

        Assert.Equal("0 True", peer.Run(new Func<object?>(() => $"{settings.Level} {settings == Settings.Instance}")));
    }

    [Fact]
    public void User_FieldThatIsGone_IsAnError()
    {
        Assert.Same(Colour.Red, WellKnownInstances.SourceOf(typeof(Colour), typeof(Colour), nameof(Colour.Red))!.Read());

        Assert.Null(WellKnownInstances.SourceOf(typeof(Colour), typeof(Colour), "Green"));
        Assert.Null(WellKnownInstances.SourceOf(typeof(Colour), typeof(Colour), nameof(Colour.Latest)));
        Assert.Null(WellKnownInstances.SourceOf(typeof(Colour), typeof(Shade), nameof(Shade.Dark)));
    }

    private static byte[] ContentOf(object value)
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, value, "argument");
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        writer.AppendContent(hash, withBuilds: true);
        return hash.GetHashAndReset();
    }

    private sealed class Colour
    {
        public static readonly Colour Red = new("red");
        public static readonly Colour Blue = new("blue");
        public static Colour Latest = Red;

        private Colour(string name) => Name = name;

        public string Name { get; }

        public Func<object?> IsItself() => () => this == Blue;
    }

    private abstract class Shade
    {
        public static Shade Dark { get; } = new DarkShade();

        public static readonly Shade Light = new LightShade();

        private sealed class DarkShade : Shade;

        private sealed class LightShade : Shade;
    }

    private sealed class Level<T>
    {
        public static readonly Level<T> Low = new();
        public static readonly Level<T> High = new();
    }

    private sealed class Many
    {
        public static readonly Many A = new(), B = new(), C = new(), D = new(), E = new(), F = new(), G = new(), H = new(), I = new();

        public static Many[] All => [A, B, C, D, E, F, G, H, I];
    }

    private sealed class Early
    {
        public static readonly Early First = new();
        public static readonly object Copy = RoundTrip.Of<object>(new Early());
        public static readonly Early Last = new();
    }

    private static class Holder
    {
        public static readonly Pair Of = new();

        internal sealed class Pair;
    }

    private sealed class PerThread
    {
#pragma warning disable VSTHRD117 // The first thread's value is what the test is about.
        [ThreadStatic]
        public static readonly PerThread Mine = new();
#pragma warning restore VSTHRD117
    }

    private sealed class Picky
    {
        public static readonly Picky Only = Assembly.GetEntryAssembly()?.GetName().Name == "Pathos.Serialization.Peer"
            ? throw new NotSupportedException() : new();
    }

    private sealed class Known : Exception
    {
        public static readonly Known Instance = new();
    }

    private sealed class Settings
    {
        public static readonly Settings Instance = new();

        public int Level { get; set; }

        public object? Read() => Level;

        public Func<object?> Reader() => () => Level;
    }
}
