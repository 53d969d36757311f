namespace Pathos.Distributed.Parent;

/// <summary>Opens a pool where something is lacking, and tells how that ended and what is left of it.</summary>
internal static class Opening
{
    // Few enough that a pool cannot have its own, and enough to say so.
    private const int SpareDescriptors = 6;
    private const int SpareProcesses = 3;

    /// <param name="lacking">What is lacking.</param>
    /// <param name="spare">How many processes and threads this user may have beyond those of now; null for very few.</param>
    public static async Task<int> RunAsync(string lacking, int? spare = null)
    {
        if (lacking is "descriptors" or "processes")
        {
            await WarmUpAsync();
        }

        switch (lacking)
        {
            case "dotnet":
                // The one that runs this program: it is in memory, and nobody finds it any more.
                File.Delete(Environment.ProcessPath!);
                break;
            case "descriptors":
                Limits.SetDescriptors(Directory.GetFiles("/proc/self/fd").Length + SpareDescriptors);
                break;
            case "processes":
                Limits.SetProcesses(Directory.GetDirectories("/proc/self/task").Length + (spare ?? SpareProcesses));
                break;
        }

        Pool pool = Pool.Processes(4, new ProcessPoolOptions { OpenTimeout = TimeSpan.FromSeconds(20) });
        try
        {
            await pool.ReadyAsync();
            Console.WriteLine("opened");
        }
        catch (Exception error)
        {
            // One of another type is a fault, and where it came from must be seen.
            Console.WriteLine(error is PoolOpenException ? $"{error.GetType().Name}: {error.Message}" : error.ToString());
        }

        try
        {
            await pool.DisposeAsync();
        }
        catch (Exception error)
        {
            Console.WriteLine($"not disposed: {error}");
        }

        Console.WriteLine($"left: files {Files()}, processes {Children()}");
        return 0;
    }

    /// <summary>What a program that runs for long has loaded and opened already. Without it the runtime itself would be the first to lack something, and gives up at once.</summary>
    private static async Task WarmUpAsync()
    {
        await using (Pool pool = Pool.Processes(2))
        {
            await pool.MapAsync(static x => x, Enumerable.Range(0, 100));
        }

        Console.WriteLine("warm");
        _ = Children();
    }

    private static string Files()
    {
        try
        {
            return $"{Directory.GetFileSystemEntries(Path.GetTempPath(), "pathos-*").Length}";
        }
        catch (UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    private static int Children() => Directory.GetDirectories("/proc/self/task").Sum(
        static thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
}
