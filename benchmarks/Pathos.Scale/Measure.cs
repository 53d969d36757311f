namespace Pathos.Scale;

/// <summary>One figure of ours beside one baseline, and what the budget says about it: a line of the table.</summary>
internal sealed record Measure(string Name, Figure Ours, Baseline? Baseline, Budget Budget)
{
    /// <summary>Gets how many times as fast as the baseline we are; null without one.</summary>
    public double? Speed => Baseline is null ? null : Ours.IsRate ? Ours.Value / Baseline.Figure.Value : Baseline.Figure.Value / Ours.Value;

    /// <summary>Gets what stands between the figure and its budget, where that is known; told when the budget is not met.</summary>
    public string? Limit { get; init; }

    /// <summary>Gets whether it is a point of a curve, which has neither baseline nor budget.</summary>
    public bool IsPoint { get; init; }

    /// <summary>Gets how the two compare, said the way the budget says it.</summary>
    public string Ratio => Speed switch
    {
        null => "-",
        { } speed when Budget.AsksForSpeed || Ours.IsRate => $"{speed:0.00}x as fast",
        { } speed when Ours.Unit == Unit.Bytes => $"{1 / speed:0.00}x the memory",
        { } speed => $"{1 / speed:0.00}x the time",
    };
}
