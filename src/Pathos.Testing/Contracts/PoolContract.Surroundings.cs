using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Theory]
    [MemberData(nameof(WaysToRun))]
    public async Task Culture_OfTheCaller_ReachesItsTasks(string way)
    {
        Pool pool = Open(workers: 1);
        await pool.ReadyAsync().Soon();

        string[] texts = await Blocking(() =>
        {
            UseCultures("de-DE", "fr-FR", decimals: "_");
            return Map(pool, way, static x => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name} {(x + 0.5).ToString(CultureInfo.CurrentCulture)}");
        });

        AssertItems(Enumerable.Range(0, 5).Select(static x => $"de-DE fr-FR {x}_5"), texts);
    }

    [Fact]
    public async Task Culture_ChangedBetweenCalls_IsThatOfEachCall()
    {
        Pool pool = Open(workers: 1);

        string[] texts = await Blocking(() =>
        {
            CultureInfo culture = UseCultures("de-DE", "de-DE", decimals: "_");
            string first = Half();
            culture.NumberFormat.NumberDecimalSeparator = ":";
            culture.DateTimeFormat.ShortDatePattern = "yyyy!MM!dd";
            string second = Half() + pool.Pipe(static () => new DateTime(2001, 2, 3).ToString("d", CultureInfo.CurrentCulture));
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            string third = Half();
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return new[] { first, second, third, Half() };
        });

        AssertItems(["0_5", "0:52001!02!03", "0,5", "0.5"], texts);

        string Half() => pool.Pipe(static () => 0.5.ToString(CultureInfo.CurrentCulture));
    }

    [Fact]
    public async Task Culture_OfAStream_IsThatOfTheCodeThatCalledItsVerb()
    {
        Pool pool = Open(workers: 1);

        IAsyncEnumerable<string> stream = await Blocking(() =>
        {
            UseCultures("de-DE", "de-DE");
            return pool.MapInOrder(static _ => CultureInfo.CurrentCulture.Name, [1, 2]);
        });

        AssertItems(["de-DE", "de-DE"], await stream.Collected());
    }

    [Theory]
    [MemberData(nameof(WaysToRun))]
    public async Task Culture_SetByATask_ReachesNeitherOtherTasksNorTheCaller(string way)
    {
        Pool pool = Open(workers: 1);

        await Blocking(() =>
        {
            UseCultures("de-DE", "de-DE");
            Assert.All(
                Map(pool, way, static _ =>
                {
                    string seen = CultureInfo.CurrentCulture.Name + CultureInfo.CurrentUICulture.Name;
                    CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("ja-JP");
                    return seen;
                }),
                static name => Assert.Equal("de-DEde-DE", name));
            Assert.Equal("de-DE", CultureInfo.CurrentCulture.Name);
            Assert.Equal("de-DE", pool.Pipe(static () => CultureInfo.CurrentCulture.Name));
        });
    }

    [Theory]
    [MemberData(nameof(WaysToRun))]
    public async Task Activity_OfTheCaller_IsTheParentOfItsTasks(string way)
    {
        Pool pool = Open(workers: 1);

        await Blocking(() =>
        {
            Activity activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
            activity.TraceStateString = "vendor=1";
            activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            activity.AddBaggage("tenant", "seven");
            activity.Start();
            string[] seen = Map(pool, way, static _ =>
            {
                Activity now = Activity.Current!;
                now.SetTag("left", "behind");
                string text = $"{now.TraceId} {now.ParentSpanId} {now.TraceStateString} {now.Recorded} {now.GetBaggageItem("tenant")} {now.Tags.Count()}";
                new Activity("left open").Start();
                return text;
            });

            Assert.All(seen, text => Assert.Equal($"{activity.TraceId} {activity.SpanId} vendor=1 True  1", text));
            Assert.Same(activity, Activity.Current);
            Assert.Empty(activity.Tags);
            activity.Stop();
            Assert.All(Map(pool, way, static _ => Activity.Current?.OperationName), Assert.Null);
        });
    }

    [Fact]
    public async Task Baggage_OfTheCaller_ReachesTasksWhereTheOptionSaysSo()
    {
        Pool pool = Open(workers: 1);

        string?[] seen = await Blocking(() =>
        {
            Activity activity = new Activity("caller").AddBaggage("tenant", "seven").AddBaggage("empty", null).Start();
            string?[] items = pool.Map(
                static _ => string.Join(",", Activity.Current!.Baggage.Select(static entry => $"{entry.Key}={entry.Value}")), [1, 2], new MapOptions { CarriesBaggage = true });
            string?[] expected = [string.Join(",", activity.Baggage.Select(static entry => $"{entry.Key}={entry.Value}"))];
            activity.Stop();
            return (string?[])[.. expected, .. items];
        });

        Assert.Contains("tenant=seven", seen[0], StringComparison.Ordinal);
        Assert.All(seen, text => Assert.Equal(seen[0], text));
    }

    /// <summary>Sets cultures of the thread, which is the fact's own. The first may still change.</summary>
    private static CultureInfo UseCultures(string culture, string uiCulture, string? decimals = null)
    {
        var own = new CultureInfo(culture);
        own.NumberFormat.NumberDecimalSeparator = decimals ?? own.NumberFormat.NumberDecimalSeparator;
        CultureInfo.CurrentCulture = own;
        CultureInfo.CurrentUICulture = new CultureInfo(uiCulture);
        return own;
    }
}
