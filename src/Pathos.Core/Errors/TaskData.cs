using System.Collections;

namespace Pathos;

/// <summary>The keys under which <see cref="Exception.Data"/> of a task's exception says which task it was.</summary>
public static class TaskData
{
    /// <summary>The key of the item's index (<see cref="long"/>).</summary>
    public const string Index = "Pathos.Index";

    /// <summary>The key of the worker's name (<see cref="string"/>).</summary>
    public const string Worker = "Pathos.Worker";

    /// <summary>The key of the attempt, 1 for the first (<see cref="int"/>).</summary>
    public const string Attempt = "Pathos.Attempt";

    /// <summary>The key of what <see cref="RetryPolicy.ShouldRetry"/> or <see cref="RetryPolicy.Delay"/> threw when it was asked about the
    /// task (<see cref="Exception"/>); absent when they did not.</summary>
    public const string RetryPolicyError = "Pathos.RetryPolicyError";

    /// <summary>Gets the index of the item that an exception is about.</summary>
    /// <param name="exception">An exception that a verb threw.</param>
    /// <returns>The index, or null when the exception is not about one item.</returns>
    public static long? IndexOf(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[Index] as long?;
    }

    internal static void AnnotatePolicyError(Exception exception, Exception error)
    {
        if (exception.Data is { IsReadOnly: false } data)
        {
            data[RetryPolicyError] = error;
        }
    }

    internal static void Annotate(Exception exception, long index, string worker, int attempt)
    {
        IDictionary data = exception.Data;
        // A user's exception type may override Data with a dictionary that cannot be written; its error matters more than our notes.
        if (data is null || data.IsReadOnly)
        {
            return;
        }

        data[Index] = index;
        data[Worker] = worker;
        data[Attempt] = attempt;
    }
}
