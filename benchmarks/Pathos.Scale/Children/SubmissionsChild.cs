using System.Globalization;

namespace Pathos.Scale.Children;

/// <summary>Submits many single calls and awaits them all; writes the seconds, the highest managed memory seen, and the highest resident memory.</summary>
internal static class SubmissionsChild
{
    public const string Name = "submissions";

    public static void Run(int count)
    {
        using Pool pool = Pool.Processes(Settings.Workers);
        int offset = pool.Pipe(() => 7);
        var calls = new Task<int>[count];

        long peakManaged = 0;
        using var sampler = new Timer(_ => peakManaged = Math.Max(peakManaged, GC.GetTotalMemory(forceFullCollection: false)), state: null, dueTime: 0, period: 10);
        double seconds = Clock.Time(() =>
        {
            for (int i = 0; i < calls.Length; i++)
            {
                calls[i] = pool.PipeAsync(x => x + offset, i);
            }

            Task.WaitAll(calls);
        });

        for (int i = 0; i < calls.Length; i++)
        {
            if (calls[i].Result != i + offset)
            {
                throw new InvalidDataException($"Submission {i} gave {calls[i].Result}.");
            }
        }

        Child.Write(seconds, peakManaged, PeakResidentBytes());
    }

    private static double PeakResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
