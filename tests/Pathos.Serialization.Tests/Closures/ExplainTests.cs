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
        PayloadWriter writer = new(SerializationContext.Default);
        ObjectGraph.Write(writer, function, "closure");
        Assert.Equal(writer.Length, report.TotalBytes);
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
