namespace Pathos.Samples.WebApi;

/// <summary>A start and how many steps it takes to one.</summary>
internal sealed record Longest(int Start, int Steps);
