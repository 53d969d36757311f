namespace Pathos.Launching;

/// <summary>How worker processes are started, the same for all of a place.</summary>
/// <param name="DotnetPath">The program that runs them; null to find it.</param>
/// <param name="WorkingDirectory">Where they start; null for where this process is.</param>
/// <param name="Environment">What is different in their environment; a variable without a value is taken away.</param>
/// <param name="Depth">How many pools their pool is inside of.</param>
internal sealed record ProcessSettings(
    string? DotnetPath, string? WorkingDirectory, IReadOnlyDictionary<string, string?> Environment, int Depth)
{
    /// <summary>Gets the assemblies that they run with in place of the framework's own.</summary>
    public IReadOnlyList<OverridingFile> Overrides { get; init; } = [];
}
