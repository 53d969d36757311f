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

    /// <summary>The key of the place in the argument, the function or the result (<see cref="string"/>), for example <c>result.Items[3]</c>. Only an exception has it
    /// that code of the program threw while that was written or read: a getter, a comparer, a hash code, a converter, a value serialiser.</summary>
    public const string Path = "Pathos.Path";

    /// <summary>The key of what <see cref="RetryPolicy.ShouldRetry"/> or <see cref="RetryPolicy.Delay"/> threw when it was asked about the
    /// task (<see cref="Exception"/>); absent when they did not.</summary>
    public const string RetryPolicyError = "Pathos.RetryPolicyError";

    /// <summary>Gets the index of the item that an exception is about.</summary>
    /// <param name="exception">An exception that a verb threw.</param>
    /// <returns>The index, or null when the exception is not about one item.</returns>
    public static long? IndexOf(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Ask(exception, Index) as long?;
    }

    /// <summary>Gets where in the argument, the function or the result code of the program threw.</summary>
    /// <param name="exception">An exception that a verb threw.</param>
    /// <returns>The place, or null when the exception did not arise while something was written or read.</returns>
    public static string? PathOf(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Ask(exception, Path) as string;
    }

    internal static void AnnotatePolicyError(Exception exception, Exception error) => Note(exception, (RetryPolicyError, error));

    internal static void Annotate(Exception exception, long index, string worker, int attempt) => Note(exception, (Index, index), (Worker, worker), (Attempt, attempt));

    private static void Note(Exception exception, params ReadOnlySpan<(string Key, object Value)> notes)
    {
        try
        {
            if (exception.Data is not { IsReadOnly: false } data)
            {
                return;
            }

            foreach ((string key, object value) in notes)
            {
                data[key] = value;
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The user's exception type overrides Data with code that throws. Its own error matters more than our notes.
        }
    }

    private static object? Ask(Exception exception, string key)
    {
        try
        {
            return exception.Data is IDictionary data ? data[key] : null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // As above: there are no notes in it.
            return null;
        }
    }
}
