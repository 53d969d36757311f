using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pathos.Distributed.Parent;

/// <summary>A program that outlives the signals of its group and finishes its work, as services do when they are told to stop.</summary>
internal static class Draining
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    /// <param name="folder">The folder of a ledger in which tasks say that they have begun. They end when there is a file "go" beside
    /// it.</param>
    /// <param name="open">Opens a pool of two workers.</param>
    public static int Run(string folder, Func<Pool> open)
    {
        PosixSignalRegistration[] held = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];
        var ledger = new FileLedger(folder);
        string go = Path.Combine(Path.GetDirectoryName(folder)!, "go");
        using (Pool pool = open())
        {
            int[] results = pool.Map(
                x =>
                {
                    ledger.Add(x);
                    long start = Stopwatch.GetTimestamp();
                    while (!File.Exists(go) && Stopwatch.GetElapsedTime(start) < s_bound)
                    {
                        Thread.Sleep(2);
                    }

                    return x * 10;
                },
                [1, 2],
                new MapOptions { ChunkSize = 1, IsRepeatable = false });
            Console.WriteLine($"results: {string.Join(' ', results)}");
        }

        Array.ForEach(held, static registration => registration.Dispose());
        return 0;
    }
}
