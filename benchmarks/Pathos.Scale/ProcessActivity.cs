using System.Globalization;

namespace Pathos.Scale;

/// <summary>What some processes have done until now, read from outside so that the reading does not count.</summary>
/// <param name="WakeUps">How often each thread has gone to sleep, and so was woken, by the folder of the thread.</param>
internal sealed record ProcessActivity(double CpuSeconds, IReadOnlyDictionary<string, long> WakeUps)
{
    // What /proc counts processor time in; the kernel tells user programs 100 a second on every machine that .NET runs on.
    private const double TicksPerSecond = 100;

    public static ProcessActivity Of(IReadOnlyList<int> processes) =>
        new(processes.Sum(CpuSecondsOf), processes.SelectMany(ThreadsOf).ToDictionary(static thread => thread, WakeUpsOf, StringComparer.Ordinal));

    /// <summary>Counts the wake-ups since an earlier look, of the threads that lived through.</summary>
    public long WakeUpsSince(ProcessActivity earlier) =>
        WakeUps.Sum(thread => earlier.WakeUps.TryGetValue(thread.Key, out long before) ? thread.Value - before : 0);

    private static IEnumerable<string> ThreadsOf(int process) => Directory.EnumerateDirectories($"/proc/{process}/task");

    private static double CpuSecondsOf(int process)
    {
        // The second field is the name in brackets and may contain anything; user and system time are the 14th and 15th.
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long WakeUpsOf(string thread)
    {
        try
        {
            string line = File.ReadLines(Path.Combine(thread, "status")).First(static line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
            return long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The thread has ended since it was listed.
            return 0;
        }
    }
}
