using System.Globalization;
using System.Reflection;
using System.Text;

namespace Pathos.Serialization.Tests;

/// <summary>Walks every public collection of the shared frameworks that can be made and filled: there as an argument of code, and back as data.</summary>
[Collection(PeerTests.Name)]
public sealed class CollectionFidelityTests(PeerProcess peer)
{
    private const string Same = "same";
    private const string Refused = "refused";

    [Fact]
    public void Collections_OfBothFrameworks_ArriveTheSameOrAreRefusedOrListed()
    {
        SortedDictionary<string, (string There, string Back)> rows = new(StringComparer.Ordinal);
        StringBuilder differences = new();
        foreach (CollectionKind kind in CollectionKind.All)
        {
            (string there, string back) = Travel(kind, differences);
            rows[kind.Name] = rows.TryGetValue(kind.Name, out (string There, string Back) known)
                ? (Worse(known.There, there), Worse(known.Back, back))
                : (there, back);
        }

        Assert.True(rows.Count > 80, $"{rows.Count} collections");
        Assert.True(differences.Length == 0, differences.ToString());
        CompareWithTable(Table(rows));
    }

    private (string There, string Back) Travel(CollectionKind kind, StringBuilder differences)
    {
        bool isOrdered = !ListedCollections.Unordered.ContainsKey(kind.Name);
        string expected = CollectionObserver.Describe(kind, kind.Make(), isOrdered);
        Type type = kind.Type;
        object value = kind.Make();
        if (value is { } made && made.GetType() is var actual)
        {
            type = actual.IsVisible ? actual : kind.Type;
        }

        object?[] arrived;
        try
        {
            string name = kind.ToString();
            arrived = (object?[])peer.Run(new Func<object?>(() => Answer(name, value, type, isOrdered)))!;
        }
        catch (NotShippableException)
        {
            return (Refused, "");
        }
        catch (Exception error) when (error is not EndOfStreamException)
        {
            differences.AppendLine(CultureInfo.InvariantCulture, $"{kind} there: {error.GetType().Name}: {error.Message}");
            return ("fails", "");
        }

        string there = Compare(kind, "there", expected, (string)arrived[0]!, differences);
        if (arrived[1] is not byte[] bytes)
        {
            return (there, Refused);
        }

        try
        {
            object back = DataTrip.Open(type, bytes);
            return (there, Compare(kind, "back", expected, CollectionObserver.Describe(kind, back, isOrdered), differences));
        }
        catch (InvalidDataException error)
        {
            differences.AppendLine(CultureInfo.InvariantCulture, $"{kind} back: {error.Message}");
            return (there, "fails");
        }
    }

    /// <summary>Runs in the other process: what it sees of the collection, and the collection as data.</summary>
    private static object?[] Answer(string kind, object value, Type type, bool isOrdered)
    {
        object? data;
        try
        {
            data = DataTrip.Pack(type, value);
        }
        catch (NotShippableException refusal)
        {
            data = refusal.Message;
        }

        CollectionKind same = CollectionKind.All.First(candidate => candidate.ToString() == kind);
        return [CollectionObserver.Describe(same, value, isOrdered), data];
    }

    private static string Compare(CollectionKind kind, string where, string expected, string actual, StringBuilder differences)
    {
        if (expected == actual)
        {
            return Same;
        }

        string[] wanted = expected.Split('\n');
        string[] got = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Min(wanted.Length, got.Length)).FirstOrDefault(i => wanted[i] != got[i]);
        differences.AppendLine(CultureInfo.InvariantCulture, $"{kind} {where}: expected {wanted[line].Trim()}, got {got[line].Trim()}");
        return "different";
    }

    private static string Worse(string one, string other) => one == other ? one : one == Same || one.Length == 0 ? other : other == Same || other.Length == 0 ? one : one + ", " + other;

    private static string Table(SortedDictionary<string, (string There, string Back)> rows)
    {
        StringBuilder text = new();
        text.Append("# Collections of the shared frameworks\n\n");
        text.Append("A test made this table: it walks every public collection of Microsoft.NETCore.App and Microsoft.AspNetCore.App that can be made and filled, sends it into another process, and back as data.\n");
        text.Append("*Same* means: all public getters are equal, items come in the same order, every key is found and an absent one is not, and adding and removing give the same. *Refused* is an error that names path and cure.\n\n");
        text.Append("| collection | as an argument | as a result | remark |\n|---|---|---|---|\n");
        foreach ((string name, (string there, string back)) in rows)
        {
            string remark = ListedCollections.Unordered.GetValueOrDefault(name, "");
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {there} | {(back.Length == 0 ? "-" : back)} | {remark} |\n");
        }

        return text.ToString();
    }

    private static void CompareWithTable(string table)
    {
        string approved = typeof(CollectionFidelityTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static a => a.Key == "CollectionsTable").Value!;
        string received = Path.Combine(AppContext.BaseDirectory, "fidelity-collections.received.md");
        File.WriteAllText(received, table);

        // The table is that of one version. Others have more types, which are held to the same rules above.
        Assert.True(
            Environment.Version.Major != 10 || (File.Exists(approved) && File.ReadAllText(approved) == table),
            $"The table of collections has changed. Compare, and if it is as it should be: cp '{received}' '{approved}'");
    }
}
