namespace Pathos.Scale;

/// <summary>Something to measure: one or several lines of the table.</summary>
internal abstract class Scenario
{
    /// <summary>Gets the name that <c>--only</c> takes.</summary>
    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract IReadOnlyList<Measure> Run(Settings settings);
}
