namespace Pathos.Distributed;

/// <summary>How a place is tried again that may be well again by itself, whatever fails there: its line, its machine, or its
/// workers.</summary>
internal static class Redialling
{
    private static readonly Func<int, TimeSpan> s_pause = RetryPolicy.Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <summary>How long to wait with the next try: half a second at first, half a minute in the end. It is less by chance, so that
    /// processes that were cut off together do not knock together.</summary>
    /// <param name="failures">The tries that failed in a row; at least 1.</param>
    public static TimeSpan PauseAfter(int failures) => s_pause(failures);
}
