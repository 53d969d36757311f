namespace Pathos;

/// <summary>Some items of a map failed, and the map ran to its end as its <see cref="ErrorPolicy"/> asked.</summary>
public sealed class MapFailedException : PoolException
{
    internal MapFailedException(IReadOnlyList<Exception> failures, long items)
        : base($"{failures.Count} of {items} items failed; the first: {failures[0].Message}", failures[0]) => Failures = failures;

    /// <summary>Gets every failure, in order of item index; <see cref="TaskData.IndexOf"/> tells the item of each.</summary>
    public IReadOnlyList<Exception> Failures { get; }
}
