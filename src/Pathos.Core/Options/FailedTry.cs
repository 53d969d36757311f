namespace Pathos;

/// <summary>What is known of a failed try, for the decision whether to try again.</summary>
/// <param name="Index">The item's index in the input.</param>
/// <param name="Attempt">The number of this try, 1 for the first.</param>
/// <param name="Kind">Why it failed.</param>
/// <param name="Exception">What it failed with; null for a lost worker, whose last words are still on their way.</param>
/// <param name="Worker">The name of the worker that it failed on.</param>
public readonly record struct FailedTry(long Index, int Attempt, FailureKind Kind, Exception? Exception, string Worker);
