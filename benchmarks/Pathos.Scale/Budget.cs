namespace Pathos.Scale;

/// <summary>What a figure has to keep to.</summary>
internal sealed record Budget
{
    private readonly Func<Measure, double>? _actual;
    private readonly double _limit;
    private readonly bool _isCeiling;

    private Budget(string text, Func<Measure, double>? actual, double limit, bool isCeiling)
    {
        Text = text;
        _actual = actual;
        _limit = limit;
        _isCeiling = isCeiling;
    }

    /// <summary>Gets the budget of figures that are only told.</summary>
    public static Budget None { get; } = new("-", null, 0, isCeiling: false);

    public string Text { get; }

    /// <summary>Gets whether the budget is about being faster than the baseline, rather than about not being slower.</summary>
    public bool AsksForSpeed { get; private init; }

    public static Budget AtMostTimes(double factor) => new($"at most {factor:0.##}x the time", static measure => 1 / measure.Speed!.Value, factor, isCeiling: true);

    public static Budget AtMostTimesTheMemory(double factor) =>
        new($"at most {factor:0.##}x the memory", static measure => 1 / measure.Speed!.Value, factor, isCeiling: true);

    public static Budget AtLeastTimesAsFast(double factor) =>
        new($"at least {factor:0.##}x as fast", static measure => measure.Speed!.Value, factor, isCeiling: false) { AsksForSpeed = true };

    public static Budget AtMost(Figure limit) => new($"at most {limit}", static measure => measure.Ours.Value, limit.Value, isCeiling: true);

    public static Budget AtLeast(Figure limit) => new($"at least {limit}", static measure => measure.Ours.Value, limit.Value, isCeiling: false);

    /// <summary>Says whether a measure keeps to the budget; null when there is none.</summary>
    public bool? IsMet(Measure measure) => _actual is null ? null : _isCeiling ? _actual(measure) <= _limit : _actual(measure) >= _limit;

    public string Verdict(Measure measure) => IsMet(measure) switch
    {
        null => "-",
        true => "met",
        false => $"falls short by {Math.Abs((_actual!(measure) / _limit) - 1) * 100:0} %",
    };
}
