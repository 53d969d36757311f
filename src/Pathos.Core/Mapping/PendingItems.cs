namespace Pathos;

/// <summary>Items that were dispatched once and must be dispatched again: their worker died before it came to them, or they are retried.</summary>
/// <param name="History">What happened to them before; null when nothing is held against them.</param>
/// <param name="RunsAlone">Whether each must run in a batch of its own, so that the next lost worker names the one that did it.</param>
internal readonly record struct PendingItems<T>(ReadOnlyMemory<T> Items, long FirstIndex, int Attempt, RetryState? History, bool RunsAlone);
