namespace Pathos.Scale.Reports;

/// <summary>Everything that a run found out: what every form of report is made of.</summary>
internal sealed record Results(Machine Machine, string? Python, IReadOnlyList<Measure> Measures, IReadOnlyList<string> Failures)
{
    public static IReadOnlyList<string> Columns { get; } = ["measure", "ours", "baseline", "ratio", "budget", "verdict"];

    public IEnumerable<string[]> Rows => Measures.Where(static measure => !measure.IsPoint).Select(static measure => new[]
    {
        measure.Name,
        measure.Ours.ToString(),
        measure.Baseline is { } baseline ? $"{baseline.Figure} {baseline.Name}" : "-",
        measure.Ratio,
        measure.Budget.Text,
        measure.Budget.Verdict(measure),
    });

    /// <summary>Gets the figures that fall short, each with what limits it.</summary>
    public IEnumerable<(string Name, string Limit)> Limits => Measures
        .Where(static measure => measure.Budget.IsMet(measure) is false && measure.Limit is not null)
        .Select(static measure => ($"{measure.Name}: {measure.Budget.Verdict(measure)}", measure.Limit!))
        .Distinct();

    /// <summary>Gets the points of the curves: what was varied, and what came of it.</summary>
    public IEnumerable<(string Name, string Figure)> Points =>
        Measures.Where(static measure => measure.IsPoint).Select(static measure => (measure.Name, measure.Ours.ToString()));
}
