using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pathos.Serialization.Tests.Fidelity;

namespace Pathos.Serialization.Tests.Instances;

/// <summary>What travels by a name and by what was changed: zones, cultures, encodings, addresses, patterns, types.</summary>
public sealed class NamedThingsTests
{
    private static readonly DateTime s_first = new(1880, 1, 1, 0, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void Zone_EachOfTheSystem_ConvertsAsItDidOverTwoCenturies()
    {
        foreach (TimeZoneInfo zone in TimeZoneInfo.GetSystemTimeZones())
        {
            Assert.Same(TimeZoneInfo.FindSystemTimeZoneById(zone.Id), RoundTrip.Of(TimeZoneInfo.FindSystemTimeZoneById(zone.Id)));
            AssertSame(zone, DataTrip.Of(zone));
        }
    }

    [Fact]
    public void Zone_EachOfTheSystemUnderAnIdThatTheOtherSideDoesNotKnow_ConvertsAsItDidOverTwoCenturies()
    {
        foreach (TimeZoneInfo zone in TimeZoneInfo.GetSystemTimeZones())
        {
            TimeZoneInfo.AdjustmentRule[] rules = ZoneParts.Rules(zone) ?? [];
            TimeZoneInfo foreign = ZoneParts.Make(
                "Elsewhere/" + zone.Id.Replace('/', '.'), zone.BaseUtcOffset, zone.DisplayName, zone.StandardName, zone.DaylightName,
                    rules, zone.SupportsDaylightSavingTime, hasIanaId: false);

            TimeZoneInfo arrived = RoundTrip.Of(foreign);

            Assert.NotSame(foreign, arrived);
            AssertSame(foreign, arrived);
            AssertSame(foreign, DataTrip.Of(foreign));
        }
    }

    [Fact]
    public void Zone_OfAnIdThatMeansOtherRulesHere_KeepsItsOwn()
    {
        TimeZoneInfo changed = TimeZoneInfo.CreateCustomTimeZone("Europe/Berlin", TimeSpan.FromHours(5), "Berlin", "Berlin");

        Assert.Equal(TimeSpan.FromHours(5), RoundTrip.Of(changed).BaseUtcOffset);
        AssertSame(changed, RoundTrip.Of(changed));
    }

    [Fact]
    public void Zone_MadeWithRules_KeepsThem()
    {
        TimeZoneInfo.TransitionTime spring = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5,
            DayOfWeek.Sunday);
        TimeZoneInfo.TransitionTime autumn = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 20);
        TimeZoneInfo.AdjustmentRule rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            new DateTime(1990, 1, 1), new DateTime(2030, 12, 31), TimeSpan.FromMinutes(30), spring, autumn, TimeSpan.FromMinutes(-20));
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("mine;[1]", TimeSpan.FromHours(3), "my zone", "standard", "daylight", [rule]);
        TimeZoneInfo withoutDaylight = TimeZoneInfo.CreateCustomTimeZone("mine", TimeSpan.FromHours(3), "my zone", "standard", "daylight",
            [rule], disableDaylightSavingTime: true);

        AssertSame(zone, RoundTrip.Of(zone));
        AssertSame(zone, DataTrip.Of(zone));
        AssertSame(withoutDaylight, RoundTrip.Of(withoutDaylight));
    }

    [Fact]
    public void Zone_Local_IsTheLocalOneWhereItIsTheSame()
    {
        Assert.Same(TimeZoneInfo.Local, RoundTrip.Of(TimeZoneInfo.Local));
        Assert.Same(TimeZoneInfo.Utc, DataTrip.Of(TimeZoneInfo.Utc));
    }

    [Fact]
    public void Zone_IdThatIsTheNameOfAnotherFile_IsNotOpened()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.Copy("/usr/share/zoneinfo/Europe/Berlin", file);
        try
        {
            Assert.False(TimeZoneInfo.TryFindSystemTimeZoneById(file, out _));
            Assert.False(TimeZoneInfo.TryFindSystemTimeZoneById("../../.." + file, out _));
            AssertSame(Renamed(file), DataTrip.Of(Renamed(file)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Culture_EachOfTheMachine_IsTheSame()
    {
        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.AllCultures))
        {
            Assert.Same(CultureInfo.GetCultureInfo(culture.Name), RoundTrip.Of(CultureInfo.GetCultureInfo(culture.Name)));
            AssertSame(new CultureInfo(culture.Name), RoundTrip.Of(new CultureInfo(culture.Name)));
            AssertSame(new CultureInfo(culture.Name, useUserOverride: false),
                DataTrip.Of(new CultureInfo(culture.Name, useUserOverride: false)));
            AssertSame(CultureInfo.ReadOnly(new CultureInfo(culture.Name)),
                DataTrip.Of(CultureInfo.ReadOnly(new CultureInfo(culture.Name))));
        }
    }

    [Theory]
    [InlineData("de-DE_phoneb")]
    [InlineData("es-ES_tradnl")]
    [InlineData("zh-CN_stroke")]
    public void Culture_OfAnAlternateOrder_KeepsIt(string name)
    {
        var culture = new CultureInfo(name);

        AssertSame(culture, RoundTrip.Of(culture));
        AssertSame(culture, DataTrip.Of(culture));
        Assert.Equal(culture.CompareInfo, DataTrip.Of(culture.CompareInfo));
    }

    [Fact]
    public void Culture_EachCalendarOfEach_StaysInUse()
    {
        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            foreach (Calendar calendar in culture.OptionalCalendars)
            {
                var changed = new CultureInfo(culture.Name);
                changed.DateTimeFormat.Calendar = calendar;
                AssertSame(changed, RoundTrip.Of(changed));
                AssertSame(changed, DataTrip.Of(changed));
            }
        }
    }

    [Fact]
    public void Culture_WhatWasChanged_StaysChanged()
    {
        var culture = new CultureInfo("th-TH");
        culture.NumberFormat.NumberDecimalSeparator = "_";
        culture.DateTimeFormat.ShortDatePattern = "yyyy!MM";
        culture.DateTimeFormat.SetAllDateTimePatterns(["HH!mm", "HH?mm"], 't');
        culture.DateTimeFormat.Calendar.TwoDigitYearMax = 2650;
        culture.DateTimeFormat.DayNames = ["a", "b", "c", "d", "e", "f", "g"];
        culture.TextInfo.ListSeparator = "#";

        foreach (CultureInfo arrived in new[] { RoundTrip.Of(culture), DataTrip.Of(culture), RoundTrip.Of(CultureInfo.ReadOnly(culture)) })
        {
            Assert.Equal("1_50", 1.5.ToString("0.00", arrived));
            Assert.Equal("2563!03", new DateTime(2020, 3, 4).ToString("d", arrived));
            Assert.Equal(["HH!mm", "HH?mm"], arrived.DateTimeFormat.GetAllDateTimePatterns('t'));
            Assert.Equal(2650, arrived.DateTimeFormat.Calendar.TwoDigitYearMax);
            Assert.Equal("d", new DateTime(2020, 3, 4).ToString("dddd", arrived));
            Assert.Equal("#", arrived.TextInfo.ListSeparator);
        }
    }

    [Fact]
    public void Culture_ComparingAsAnother_KeepsBothNames()
    {
        CultureInfo culture = CultureInfo.GetCultureInfo("en-US", "sv-SE");

        AssertSame(culture, RoundTrip.Of(culture));
        AssertSame(culture, DataTrip.Of(culture));
    }

    [Fact]
    public void Culture_ThatThisMachineDoesNotKnow_IsNotData()
    {
        Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<CultureInfo>(new CultureInfo("xx-YY")));
        Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<CultureInfo>(new CultureInfo("de-DE_nonsens")));
    }

    [Fact]
    public void Region_OfEachCulture_IsTheSame()
    {
        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            var region = new RegionInfo(culture.Name);
            AssertSame(region, RoundTrip.Of(region));
            AssertSame(region, DataTrip.Of(region));
        }

        AssertSame(new RegionInfo("CH"), DataTrip.Of(new RegionInfo("CH")));
    }

    [Fact]
    public void Encoding_WithFallbacks_KeepsThem()
    {
        Encoding strict = Encoding.GetEncoding("us-ascii", new EncoderReplacementFallback("<?>"), new DecoderExceptionFallback());
        _ = strict.WebName;

        foreach (Encoding arrived in new[] { RoundTrip.Of(strict), DataTrip.Of(strict) })
        {
            Assert.Equal("a<?>"u8.ToArray(), arrived.GetBytes("aé"));
            Assert.Throws<DecoderFallbackException>(() => arrived.GetString([0xFF]));
            Assert.Equal(strict.WebName, arrived.WebName);
            Assert.Equal(strict, arrived);
        }
    }

    [Fact]
    public void Encoding_OfEachCodePage_EncodesAsItDid()
    {
        byte[] bytes = [.. Enumerable.Range(0x20, 0xE0).Select(static x => (byte)x)];
        foreach (EncodingInfo info in CodePagesEncodingProvider.Instance.GetEncodings())
        {
            Encoding plain = CodePagesEncodingProvider.Instance.GetEncoding(info.CodePage)!;
            Encoding strict = CodePagesEncodingProvider.Instance.GetEncoding(info.CodePage, new EncoderReplacementFallback("!"),
                DecoderFallback.ExceptionFallback)!;

            Assert.Same(plain, RoundTrip.Of(plain));
            Assert.Same(plain, DataTrip.Of<Encoding>(plain));
            Encoding arrived = DataTrip.Of<Encoding>(strict);
            Assert.Equal(strict.DecoderFallback, arrived.DecoderFallback);
            Assert.Equal(strict.GetBytes("aé€\u2603"), RoundTrip.Of(strict).GetBytes("aé€\u2603"));
            Assert.Equal(plain.GetString(bytes), DataTrip.Of(plain).GetString(bytes));
        }
    }

    [Theory]
    [InlineData("/etc/passwd", UriKind.Absolute)]
    [InlineData("/etc/passwd", UriKind.Relative)]
    [InlineData("a/b?c", UriKind.Relative)]
    [InlineData("http://a.example/%7Eb/../c d", UriKind.Absolute)]
    [InlineData("mailto:a@b.example", UriKind.Absolute)]
    public void Uri_OfEachKind_StaysOfIt(string text, UriKind kind)
    {
        var uri = new Uri(text, kind);

        foreach (Uri arrived in new[] { RoundTrip.Of(uri), DataTrip.Of(uri) })
        {
            Assert.Equal(uri.IsAbsoluteUri, arrived.IsAbsoluteUri);
            Assert.Equal(uri.ToString(), arrived.ToString());
            Assert.Equal(uri.OriginalString, arrived.OriginalString);
            Assert.Equal(uri, arrived);
        }
    }

    [Fact]
    public void Uri_ThatWasLeftAsWritten_StaysSo()
    {
        var uri = new Uri("http://a.example/%41/../b", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        Assert.Equal("http://a.example/%41/../b", RoundTrip.Of(uri).AbsoluteUri);
        Assert.Equal("http://a.example/%41/../b", DataTrip.Of(uri).AbsoluteUri);
    }

    [Fact]
    public void Regex_OfAnOwnClass_IsOfThatClass()
    {
        var own = new OwnRegex("b+", "extra") { Others = [1, 2] };

        foreach (OwnRegex arrived in new[] { RoundTrip.Of(own), DataTrip.Of(own) })
        {
            Assert.Equal("bb", arrived.Match("abbc").Value);
            Assert.Equal("extra", arrived.Extra);
            Assert.Equal([1, 2], arrived.Others);
            Assert.Equal(own.Options, arrived.Options);
            Assert.Equal(own.GetGroupNames(), arrived.GetGroupNames());
        }
    }

    [Fact]
    public void Type_OfASpecialKind_IsTheSame()
    {
        Type[] types =
        [
            typeof(void), typeof(int*), typeof(int**), typeof(void*), typeof(int[]), typeof(int[,]), typeof(int).MakeArrayType(1),
                typeof(int).MakeByRefType(), typeof(Span<int>),
            typeof(List<>), typeof(List<>).GetGenericArguments()[0], typeof(Dictionary<,>).GetGenericArguments()[1],
                typeof(Dictionary<,>).BaseType!, typeof(List<>).GetInterfaces()[0],
            typeof(TypedReference), typeof(RuntimeArgumentHandle), typeof(Nullable<>), typeof(int?), typeof(Enum), typeof(ValueType),
                typeof(Array), typeof(Generic<>.Inner), typeof(Generic<int>.Inner),
        ];

        foreach (Type type in types)
        {
            Assert.Same(type, RoundTrip.Of(type));
            Assert.Same(type, DataTrip.Of<Type>(type));
        }
    }

    [Fact]
    public void Type_ParameterOfAMethod_IsTheSameInClosures()
    {
        System.Reflection.MethodInfo definition = typeof(Enumerable).GetMethods().First(static method => method.IsGenericMethodDefinition);
        System.Reflection.MethodInfo own = typeof(NamedThingsTests).GetMethod(nameof(Own),
            System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;

        Assert.Same(definition, RoundTrip.Of(definition));
        Assert.Same(definition.GetGenericArguments()[0], RoundTrip.Of(definition.GetGenericArguments()[0]));
        Assert.Same(own, RoundTrip.Of(own));
        Assert.Same(own.GetGenericArguments()[0], RoundTrip.Of(own.GetGenericArguments()[0]));
    }

    [Fact]
    public unsafe void Type_OfAFunctionPointer_IsRefused() =>
        Assert.Throws<NotShippableException>(static () => RoundTrip.Of(typeof(delegate*<int, void>)));

    [Fact]
    public void Builder_WithRoom_KeepsIt()
    {
        StringBuilder builder = new StringBuilder(100, 200).Append("ab");

        foreach (StringBuilder arrived in new[] { RoundTrip.Of(builder), DataTrip.Of(builder) })
        {
            Assert.Equal("ab", arrived.ToString());
            Assert.Equal(100, arrived.Capacity);
            Assert.Throws<ArgumentOutOfRangeException>(() => arrived.Append(new string('x', 300)));
        }
    }

    [Fact]
    public void Builder_AskingForMuchRoom_GetsLittleAsData() =>
        Assert.InRange(DataTrip.OfHostile<StringBuilder>(new StringBuilder(1 << 24)).Capacity, 16, 1 << 17);

    private static T Own<T>(T value) => value;

    private static TimeZoneInfo Renamed(string id) => TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromHours(1), "name", "standard");

    private static void AssertSame(object expected, object actual)
    {
        Assert.Null(Likeness.Difference(expected, actual));
        if (expected is CultureInfo culture)
        {
            Assert.Equal(CultureNames.Of(culture), CultureNames.Of((CultureInfo)actual));
            Assert.Equal(culture.CompareInfo, ((CultureInfo)actual).CompareInfo);
            Assert.Equal(culture.DateTimeFormat.Calendar.GetType(), ((CultureInfo)actual).DateTimeFormat.Calendar.GetType());
            foreach (string format in new[] { "D", "d", "F", "Y", "m", "gg yyyy", "T" })
            {
                DateTime day = new(2020, 3, 4, 17, 6, 7);
                Assert.Equal(day.ToString(format, culture), day.ToString(format, (CultureInfo)actual));
            }
        }
    }

    private static void AssertSame(TimeZoneInfo expected, TimeZoneInfo actual)
    {
        Assert.Equal(expected.Id, actual.Id);
        Assert.True(expected.HasSameRules(actual), expected.Id);
        Assert.Equal(expected, actual);
        Assert.Equal(
            (expected.DisplayName, expected.StandardName, expected.DaylightName, expected.SupportsDaylightSavingTime, expected.HasIanaId),
            (actual.DisplayName, actual.StandardName, actual.DaylightName, actual.SupportsDaylightSavingTime, actual.HasIanaId));
        for (DateTime at = s_first; at.Year < 2081; at = at.AddHours(611))
        {
            DateTime there = TimeZoneInfo.ConvertTimeFromUtc(at, expected);
            if (there != TimeZoneInfo.ConvertTimeFromUtc(at, actual) || expected.IsDaylightSavingTime(at) != actual.IsDaylightSavingTime(at)
                || expected.IsAmbiguousTime(there) != actual.IsAmbiguousTime(there)
                    || expected.GetUtcOffset(there) != actual.GetUtcOffset(there))
            {
                Assert.Fail($"{expected.Id} at {at:o}");
            }
        }
    }

    private sealed class OwnRegex(string pattern, string extra) : Regex(pattern, RegexOptions.IgnoreCase)
    {
        public string Extra { get; } = extra;

        public int[] Others { get; set; } = [];
    }

    private sealed class Generic<T>
    {
        public sealed class Inner;
    }
}
