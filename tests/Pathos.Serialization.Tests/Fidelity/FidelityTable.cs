using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Pathos.Serialization.Tests.Fidelity;

/// <summary>How a value ended: the same, refused, listed as different, or a fault.</summary>
internal enum EndingKind
{
    Same,
    Refused,
    Listed,
    Fault,
}

/// <summary>What became of a value on one way.</summary>
internal sealed record Ending(EndingKind Kind, string Text);

/// <summary>What became of a value in a closure and as a result.</summary>
internal sealed record FidelityRow(string Group, string Name, Ending InClosure, Ending AsResult);

/// <summary>Makes the page with the counts and with what is listed.</summary>
internal static class FidelityTable
{
    // Zones and cultures are the machine's, so another machine makes another page.
    private static readonly string s_runtime = $"{RuntimeInformation.FrameworkDescription} on {(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)}, "
        + $"{TimeZoneInfo.GetSystemTimeZones().Count} time zones, {CultureInfo.GetCultures(CultureTypes.AllCultures).Length} cultures";

    /// <summary>Gets the page of the docs. It is made by the test, from a run on the framework that it names.</summary>
    public static string Approved { get; } = typeof(FidelityTable).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static a => a.Key == "FidelityTable").Value!;

    public static string Received { get; } = Path.Combine(AppContext.BaseDirectory, "fidelity-table.received.md");

    /// <summary>Tells whether the page was made on the framework that runs.</summary>
    public static bool IsOfThisRuntime => File.Exists(Approved) && File.ReadAllText(Approved).Contains(s_runtime, StringComparison.Ordinal);

    public static string Make(IReadOnlyCollection<FidelityRow> rows)
    {
        StringBuilder page = new();
        page.Append("# The frameworks' own values, one by one\n\n");
        page.Append("Made by a test (`FidelityTests`), which fails when this page differs from what it finds. ").Append(s_runtime).Append(".\n\n");
        page.Append("Each public static field and get-only property of `Microsoft.NETCore.App` and `Microsoft.AspNetCore.App` whose value is an object,\n");
        page.Append("each time zone of the system and each culture is captured by a closure, and returned as a result. *Same*: all public getters are equal,\n");
        page.Append("items and keys too, and a well-known instance is that instance. *Refused*: an error that names the path.\n\n");
        page.Append("| values of | values | in a closure: same | refused | listed | as a result: same | refused | listed |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (IGrouping<string, FidelityRow> group in rows.GroupBy(static row => row.Group))
        {
            Count(page, group.Key, [.. group]);
        }

        Count(page, "**all**", rows);
        page.Append("\n## Listed: what arrives and differs\n\n| value | where | what differs | why |\n|---|---|---|---|\n");
        foreach (FidelityRow row in rows)
        {
            List(page, row.Name, "in a closure", row.InClosure);
            List(page, row.Name, "as a result", row.AsResult);
        }

        return page.ToString();
    }

    private static void Count(StringBuilder page, string name, IReadOnlyCollection<FidelityRow> rows)
    {
        page.Append("| ").Append(name).Append(" | ").Append(rows.Count);
        foreach (Func<FidelityRow, Ending> way in new Func<FidelityRow,
            Ending>[] { static row => row.InClosure, static row => row.AsResult })
        {
            foreach (EndingKind kind in new[] { EndingKind.Same, EndingKind.Refused, EndingKind.Listed })
            {
                page.Append(" | ").Append(rows.Count(row => way(row).Kind == kind));
            }
        }

        page.Append(" |\n");
    }

    private static void List(StringBuilder page, string name, string where, Ending ending)
    {
        if (ending.Kind == EndingKind.Listed)
        {
            page.Append("| `").Append(name).Append("` | ").Append(where).Append(" | ").Append(ending.Text.Replace("|", "\\|",
                StringComparison.Ordinal)).Append(" | ").Append(ListedValues.Different[name]).Append(" |\n");
        }
    }
}
