using System.Net;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Pathos.Serialization.Tests.Instances;

/// <summary>Values that are what they say, and types whose fields share memory.</summary>
public sealed class SmallValueTests
{
    private static readonly Dictionary<string, object> s_values = new(StringComparer.Ordinal)
    {
        ["address"] = IPAddress.Parse("fe80::1%3"),
        ["version"] = new Version(1, 2, 3),
        ["guid"] = Guid.Parse("a2b1c3d4-0000-1111-2222-333344445555"),
        ["date with offset"] = new DateTimeOffset(2020, 3, 4, 5, 6, 7, TimeSpan.FromMinutes(-210)),
        ["local date"] = new DateTime(2020, 3, 4, 5, 6, 7, DateTimeKind.Local),
        ["rune"] = new Rune(0x1F600),
        ["index"] = ^3,
        ["range"] = 1..^2,
        ["complex"] = new Complex(1.5, -2),
        ["half"] = (Half)1.25,
        ["int128"] = Int128.MinValue,
        ["uint128"] = UInt128.MaxValue,
        ["small big integer"] = new BigInteger(-7),
        ["big integer"] = -BigInteger.Pow(3, 200),
        ["zero"] = BigInteger.Zero,
        ["least of an int"] = new BigInteger(int.MinValue),
        ["decimal"] = -1.2300m,
    };

    public static TheoryData<string> Names => [.. s_values.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_BothWays_IsEqualAndShowsTheSame(string name)
    {
        object value = s_values[name];

        foreach (object arrived in new[] { RoundTrip.Of(value), DataTrip.Of(value) })
        {
            Assert.Equal(value, arrived);
            Assert.Equal(value.ToString(), arrived.ToString());
            Assert.Equal(value.GetHashCode(), arrived.GetHashCode());
        }
    }

    [Fact]
    public void Value_ManyBigIntegersInPlace_Arrive()
    {
        BigInteger[] numbers = [.. Enumerable.Range(0, 300).Select(static x => BigInteger.Pow(-7, x))];

        Assert.Equal(numbers, RoundTrip.Of(numbers));
        Assert.Equal(numbers, RoundTrip.Items(numbers));
        Assert.Equal(numbers, DataTrip.Of(numbers));
    }

    [Fact]
    public void Fields_AtTheSamePlace_AreRefused()
    {
        NotShippableException refusal = Assert.Throws<NotShippableException>(static () =>
            RoundTrip.Of(new object[] { new Either { Text = "a" } }));

        Assert.Contains("share a place", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<NotShippableException>(static () => DataTrip.Of(new Either { Text = "a" }));
    }

    [Fact]
    public void Fields_AtPlacesOfTheirOwn_Travel() => Assert.Equal("a", RoundTrip.Of(new Both { Text = "a", Number = 3 }).Text);

    [Fact]
    public void Fields_OfNumbersAtTheSamePlace_Travel() => Assert.Equal(1.5f, RoundTrip.Of(new Bits { Single = 1.5f }).Single);

    [Fact]
    public void Zone_OfThisMachineByItsOldClass_IsRefused()
    {
#pragma warning disable CS0618 // The old class is what the test is about.
        NotShippableException refusal = Assert.Throws<NotShippableException>(static () => RoundTrip.Of(TimeZone.CurrentTimeZone));
#pragma warning restore CS0618

        Assert.Contains("TimeZoneInfo.Local", refusal.Message, StringComparison.Ordinal);
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Either
    {
        [FieldOffset(0)]
        public string? Text;

        [FieldOffset(0)]
        public int[]? Numbers;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Both
    {
        [FieldOffset(0)]
        public string? Text;

        [FieldOffset(8)]
        public int Number;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Bits
    {
        [FieldOffset(0)]
        public float Single;

        [FieldOffset(0)]
        public int Number;
    }
}
