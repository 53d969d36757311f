using System.Diagnostics;

namespace Pathos.Scale;

/// <summary>The monotonic clock. On Linux all processes of a machine read the same one, so that their time stamps compare.</summary>
internal static class Clock
{
    public static long Now => Stopwatch.GetTimestamp();

    public static double SecondsBetween(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalSeconds;

    public static double SecondsSince(long start) => SecondsBetween(start, Now);

    /// <summary>Returns the seconds that an action takes.</summary>
    public static double Time(Action action)
    {
        long start = Now;
        action();
        return SecondsSince(start);
    }
}
