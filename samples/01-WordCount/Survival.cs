using System.Diagnostics;

namespace Pathos.Samples.WordCount;

/// <summary>A map that loses a worker process half-way: who was killed, when, and what came of it.</summary>
internal sealed record Survival(int Killed, int DoneBefore, int TriedAgain, IReadOnlyList<int> WorkersAfter, IReadOnlyList<FileWords> Files)
{
    /// <summary>Counts on a pool of processes, and kills one of them when a tenth of the files is done: the biggest ones come first, so it is at work then.</summary>
    public static async Task<Survival> WatchAsync(Pool pool, Func<string, FileWords> count, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        int[] workers = await pool.RunOnAllAsync(() => Environment.ProcessId, cancellationToken);
        using Process victim = Process.GetProcessById(workers[0]);
        int killAfter = Math.Max(1, files.Count / 10);

        var results = new FileWords[files.Count];
        int done = 0;
        int triedAgain = 0;
        var options = new MapOptions { Progress = new ProgressLine("processes, one killed") };
        await foreach (Outcome<FileWords> outcome in pool.MapOutcomes(count, files, options, cancellationToken))
        {
            results[outcome.Index] = outcome.Value;
            triedAgain += outcome.Attempts > 1 ? 1 : 0;
            if (++done == killAfter)
            {
                // SIGKILL: the process gets no chance to say goodbye.
                victim.Kill();
            }
        }

        return new Survival(victim.Id, killAfter, triedAgain, await pool.RunOnAllAsync(() => Environment.ProcessId, cancellationToken), results);
    }
}
