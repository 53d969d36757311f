namespace Pathos;

/// <summary>What a running task says about itself.</summary>
/// <param name="Index">The index of the task's item.</param>
/// <param name="Message">What it says.</param>
/// <param name="Fraction">How much of it is done, 0 to 1, or null.</param>
public readonly record struct TaskReport(long Index, string Message, double? Fraction);
