namespace Pathos;

/// <summary>Some items of a map failed, and the map ran to its end as its <see cref="ErrorPolicy"/> asked.</summary>
public sealed class MapFailedException : PoolException
{
    internal MapFailedException(IReadOnlyList<Exception> failures, long items)
        : base($"{failures.Count} of {items} items failed; the first: {MessageOf(failures[0])}", failures[0]) => Failures = failures;

    /// <summary>Gets every failure, in order of item index; <see cref="TaskData.IndexOf"/> tells the item of each.</summary>
    public IReadOnlyList<Exception> Failures { get; }

    private static string MessageOf(Exception failure)
    {
        try
        {
            return failure.Message;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Message is virtual, so it is the program's code: what it throws must not take the place of the failures.
            return failure.GetType().ToString();
        }
    }
}
