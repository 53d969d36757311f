namespace Pathos.Scale;

/// <summary>What a figure is compared with: measured in the same run, in turn with ours.</summary>
internal sealed record Baseline(string Name, Figure Figure);
