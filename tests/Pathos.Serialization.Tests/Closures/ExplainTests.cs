using System.Net.Http;

namespace Pathos.Serialization.Tests;

public sealed class ExplainTests
{
    [Fact]
    public void Explain_ShippableClosure_ListsPathsAndTheExactTotal()
    {
        int number = 3;
        string text = new('t', 100);
        Func<string> function = () => text + number;

        ClosureReport report = Closure.Explain(function);

        Assert.True(report.IsShippable);
        Assert.Contains("Pathos.Serialization.Tests", report.Assemblies);
        Assert.Contains(report.Entries, e => e.Path == "closure.number" && e.TypeName == "System.Int32" && e.Bytes == 4);
        Assert.Contains(report.Entries, e => e.Path == "closure.text" && e.Bytes > 100);
        PayloadWriter writer = new(CodeContext.Default);
        ObjectGraph.Write(writer, function, "closure");
        Assert.Equal(writer.Length, report.TotalBytes);
    }

    [Fact]
    public void Explain_LargeArrays_CountAsTheyTravelAndNotAsTheirIndex()
    {
        double[] large = new double[100_000];
        List<double[]> listed = [new double[50_000]];
        Func<double> function = () => large[0] + listed[0][0];

        ClosureReport report = Closure.Explain(function);

        Assert.InRange(report.Entries.Single(static e => e.Path == "closure.large").Bytes, 800_000, 800_100);
        Assert.InRange(report.Entries.Single(static e => e.Path == "closure.listed[0]").Bytes, 400_000, 400_100);
    }

    [Fact]
    public void Explain_AnyClosure_ListsTheDelegateFirstAndEveryByteOnce()
    {
        int number = 3;
        Dictionary<string, int[]> table = new(StringComparer.Ordinal) { ["a"] = [1, 2], ["b"] = new int[30_000] };
        (string Name, object Inner) pair = ("p", new List<string> { "x", "y" });
        Func<string> inner = () => pair.Name + pair.Inner;
        Func<string> function = () => inner() + table.Count + number;

        ClosureReport report = Closure.Explain(function);

        Assert.Equal(("closure", "System.Func<System.String>"), (report.Entries[0].Path, report.Entries[0].TypeName));
        Assert.Equal("System.Int32", report.Entries.Single(static e => e.Path == "closure.number").TypeName);
        PayloadWriter writer = new(CodeContext.Default);
        ObjectGraph.Write(writer, function, "closure");
        Assert.Equal(writer.Length - writer.Table.Length, report.Entries.Sum(static e => e.Bytes));
    }

    [Fact]
    public void Explain_LiveToken_TravelsWithAPoolAndOnlyFreezeRefusesIt()
    {
        using CancellationTokenSource source = new();
        CancellationToken token = source.Token;
        Func<bool> function = () => token.IsCancellationRequested;

        ClosureReport report = Closure.Explain(function);

        Assert.True(report.IsShippable);
        Assert.Equal(["closure", "closure.token"], report.Entries.Select(static e => e.Path));
        Assert.Equal("closure.token", Assert.Throws<NotShippableException>(() => Closure.Freeze(function)).Path);
    }

    [Fact]
    public void Explain_SeveralRefusals_ListsEachOnceAndTheRest()
    {
        HttpClient client = new();
        MemoryStream stream = new();
        int number = 3;
        Func<object?> function = () => $"{client}{stream}{number}";

        ClosureReport report = Closure.Explain(function);

        Assert.Equal(["closure.client", "closure.stream"], report.Refusals.Select(r => r.Path).Order(StringComparer.Ordinal));
        Assert.Contains(report.Entries, e => e.Path == "closure.number");
        string table = report.ToString();
        Assert.Contains("NOT shippable", table, StringComparison.Ordinal);
        Assert.Contains("closure.client", table, StringComparison.Ordinal);
        Assert.Contains("closure.number", table, StringComparison.Ordinal);
    }
}
