using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pathos.Scale.Reports;

/// <summary>The same figures for programs: times in seconds, sizes in bytes.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Compose(Results results)
    {
        var machine = new JsonObject();
        foreach ((string name, string value) in results.Machine.Lines(results.Python))
        {
            machine[name] = value;
        }

        var report = new JsonObject
        {
            ["machine"] = machine,
            ["measures"] = new JsonArray([.. results.Measures.Select(Describe)]),
            ["failures"] = new JsonArray([.. results.Failures.Select(static failure => (JsonNode)failure)]),
        };
        return report.ToJsonString(s_readable);
    }

    private static JsonObject Describe(Measure measure) => new()
    {
        ["measure"] = measure.Name,
        ["ours"] = Describe(measure.Ours),
        ["baseline"] = measure.Baseline is { } baseline ? new JsonObject { ["name"] = baseline.Name, ["figure"] = Describe(baseline.Figure) } : null,
        ["timesAsFast"] = measure.Speed,
        ["budget"] = measure.Budget.Text,
        ["isMet"] = measure.Budget.IsMet(measure),
        ["verdict"] = measure.Budget.Verdict(measure),
    };

    private static JsonObject Describe(Figure figure) => new() { ["value"] = figure.Value, ["unit"] = figure.Unit.ToString() };
}
