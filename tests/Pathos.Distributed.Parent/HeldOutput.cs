using System.Diagnostics;

namespace Pathos.Distributed.Parent;

/// <summary>Disposes a pool while programs that its tasks started hold the workers' output, and tells what is left of the pool in this
/// process.</summary>
internal static class HeldOutput
{
    public static async Task<int> RunAsync()
    {
        // What the runtime opens for good with the first pool of a process is not the pool's.
        await using (Pool pool = Pool.Processes(2))
        {
            await pool.PipeAsync(static () => 1);
        }

        int before = Pipes();
        List<int> programs;
        await using (Pool pool = Pool.Processes(2))
        {
            programs = [.. await pool.MapAsync(static _ => Process.Start("sleep", "600").Id, [1, 2], new MapOptions { ChunkSize = 1 })];
        }

        int left = Pipes() - before;
        string[] threads = [.. Directory.GetDirectories("/proc/self/task").Select(static task => File.ReadAllText(Path.Combine(task, "comm")).Trim()).Where(static name => name.StartsWith("worker", StringComparison.Ordinal))];
        bool live = programs.TrueForAll(static program => Directory.Exists($"/proc/{program}"));
        programs.ForEach(static program => Process.GetProcessById(program).Kill());
        Console.WriteLine($"programs: {programs.Count}, living: {live}, threads: {threads.Length}, pipes: {left}");
        return 0;
    }

    private static int Pipes() => Directory.GetFiles("/proc/self/fd").Count(static descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
}
