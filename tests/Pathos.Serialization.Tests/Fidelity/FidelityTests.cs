using System.Globalization;

namespace Pathos.Serialization.Tests.Fidelity;

/// <summary>Every public static value of the frameworks, every zone and every culture, through the code reader and through the data
/// reader: the same, refused, or listed with the reason.</summary>
public sealed class FidelityTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Walk_EachValueOfTheFrameworks_ArrivesTheSameOrIsRefusedOrIsListed()
    {
        List<FidelityRow> rows =
        [
            .. FrameworkValues.All().Select(Row).OrderBy(static row => row.Group, StringComparer.Ordinal),
            .. TimeZoneInfo.GetSystemTimeZones().Select(static zone => Row("time zones of the system", zone.Id, zone, isIdentity: false)),
            .. CultureInfo.GetCultures(CultureTypes.AllCultures).Select(static culture =>
                Row("cultures", culture.Name, CultureInfo.GetCultureInfo(culture.Name), isIdentity: true)),
        ];

        File.WriteAllText(FidelityTable.Received, FidelityTable.Make(rows));
        string[] faults = Faults(rows);
        Assert.True(faults.Length == 0, string.Join(Environment.NewLine, faults));
        Assert.True(rows.Count > 2000, $"{rows.Count} values");
        Assert.True(
            !FidelityTable.IsOfThisRuntime || File.ReadAllText(FidelityTable.Approved) == File.ReadAllText(FidelityTable.Received),
            $"The page says otherwise. Compare, and if it is as it should be: cp '{FidelityTable.Received}' '{FidelityTable.Approved}'");
    }

    private static string[] Faults(List<FidelityRow> rows)
    {
        HashSet<string> listed = [.. rows.Where(static row => row.InClosure.Kind == EndingKind.Listed
            || row.AsResult.Kind == EndingKind.Listed).Select(static row => row.Name)];
        return
        [
            .. rows.Where(static row => row.InClosure.Kind == EndingKind.Fault).Select(static row =>
                $"{row.Name} in a closure: {row.InClosure.Text}"),
            .. rows.Where(static row => row.AsResult.Kind == EndingKind.Fault).Select(static row =>
                $"{row.Name} as a result: {row.AsResult.Text}"),
            .. ListedValues.Different.Keys.Where(name => !listed.Contains(name)).Select(static name =>
                $"{name} is listed, and arrives the same"),
        ];
    }

    private static FidelityRow Row(FrameworkValue value) => Row(value.Namespace, value.Name, value.Value, value.IsWellKnown);

    private static FidelityRow Row(string group, string name, object value, bool isIdentity) => new(
        group, name, EndingOf(name, value, isIdentity, static x => RoundTrip.Of(x)),
            EndingOf(name, value, isIdentity, static x => DataTrip.Of(x)));

    private static Ending EndingOf(string name, object value, bool isIdentity, Func<object, object> travel)
    {
        try
        {
            return Bounded.Run(() => Travel(name, value, isIdentity, travel), s_patience);
        }
        catch (TimeoutException)
        {
            return new Ending(EndingKind.Fault, "it does not end");
        }
    }

    private static Ending Travel(string name, object value, bool isIdentity, Func<object, object> travel)
    {
        try
        {
            object arrived = travel(value);
            string? difference = isIdentity && !ReferenceEquals(value, arrived) && !value.Equals(arrived) ? "another object"
                : Likeness.Difference(value, arrived);
            return difference is null ? new Ending(EndingKind.Same, "")
                : new Ending(ListedValues.Different.ContainsKey(name) ? EndingKind.Listed
                    : EndingKind.Fault, difference.TrimStart(':', ' '));
        }
        catch (NotShippableException refusal) when (refusal.Path.Length > 0)
        {
            return new Ending(EndingKind.Refused, refusal.Path);
        }
        catch (Exception error)
        {
            return new Ending(EndingKind.Fault, $"{error.GetType()}: {error.Message}");
        }
    }
}
