namespace Pathos;

/// <summary>What a map does when items fail.</summary>
public sealed class ErrorPolicy
{
    private readonly long _count;
    private readonly double _share;

    private ErrorPolicy(string name, long count, double share, bool runsToEnd)
    {
        Name = name;
        _count = count;
        _share = share;
        RunsToEnd = runsToEnd;
    }

    /// <summary>Gets the default: the first error cancels the rest and is thrown.</summary>
    public static ErrorPolicy FailFast { get; } = new(nameof(FailFast), 0, 0, runsToEnd: false);

    /// <summary>Gets the policy that runs every item, then throws a <see cref="MapFailedException"/> with every failure.</summary>
    public static ErrorPolicy Complete { get; } = new(nameof(Complete), 0, 0, runsToEnd: true);

    /// <summary>Every item's outcome is delivered, so nothing is thrown. What <c>MapOutcomes</c> does unless told otherwise.</summary>
    internal static ErrorPolicy DeliverAll { get; } = new(nameof(DeliverAll), long.MaxValue, 0, runsToEnd: true);

    internal bool RunsToEnd { get; }

    private string Name { get; }

    /// <summary>Lets some items fail: their results are left out. One failure more cancels the rest and throws <see cref="MapFailedException"/>.</summary>
    /// <param name="failures">How many failures are tolerated; at least 0.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="failures"/> is negative.</exception>
    public static ErrorPolicy Tolerate(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        return new(nameof(Tolerate), failures, 0, runsToEnd: false);
    }

    /// <summary>Lets a share of the items fail: their results are left out. The share is judged when the map has ended,
    /// and earlier as soon as the number of inputs is known and too many have failed.</summary>
    /// <param name="percent">The tolerated failures, in percent of all items: 0 to 100.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not between 0 and 100.</exception>
    public static ErrorPolicy TolerateShare(double percent)
    {
        if (!(percent >= 0 && percent <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "The tolerated share is a percentage from 0 to 100.");
        }

        return new(nameof(TolerateShare), 0, percent / 100, runsToEnd: false);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether this many failures must stop the map now. <paramref name="total"/> is null while the input has not ended.</summary>
    internal bool IsExceeded(long failures, long? total) =>
        !RunsToEnd && failures > 0 && (_share > 0 ? total is { } all && failures > _share * all : failures > _count);

    /// <summary>What the caller sees in the end: null when the failures are tolerated.</summary>
    internal Exception? Judge(IReadOnlyList<Exception> failures, long total)
    {
        if (failures.Count == 0 || ReferenceEquals(this, DeliverAll))
        {
            return null;
        }

        if (ReferenceEquals(this, FailFast))
        {
            return failures[0];
        }

        return RunsToEnd || IsExceeded(failures.Count, total) ? new MapFailedException(failures, total) : null;
    }
}
