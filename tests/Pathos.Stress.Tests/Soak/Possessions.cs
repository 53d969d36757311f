using System.Globalization;

namespace Pathos.Stress.Tests;

/// <summary>What this process holds: children, threads, descriptors, temporary files. Read from the system, which forgets nothing.</summary>
internal sealed record Possessions(IReadOnlyList<int> Children, int Threads, int Descriptors, int Sockets, int Files)
{
    public static Possessions Now(string folder)
    {
        string[] descriptors = [.. Directory.GetFiles("/proc/self/fd").Select(TargetOf).OfType<string>().Where(static target => !IsAssembly(target))];
        return new Possessions(
            [.. ChildrenOfThisProcess()],
            Directory.GetDirectories("/proc/self/task").Count(static task => !IsOfTheRuntime(task)),
            descriptors.Length,
            descriptors.Count(static target => target.StartsWith("socket:", StringComparison.Ordinal)),
            Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Length);
    }

    /// <summary>What is here and was not at the baseline, once threads that are ending have ended; the last look is told when something stays.</summary>
    public static async Task<Possessions> SettledAsync(string folder, Possessions baseline)
    {
        Possessions now = Now(folder);
        for (int look = 0; look < 200 && !now.IsWithin(baseline); look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            now = Now(folder);
        }

        return now;
    }

    public bool IsWithin(Possessions baseline) =>
        Children.Count == 0 && Threads <= baseline.Threads && Descriptors <= baseline.Descriptors && Sockets <= baseline.Sockets && Files <= baseline.Files;

    /// <summary>The runtime keeps threads of its pool and compiler for a while by a wisdom of its own; they belong to no worker pool.</summary>
    private static bool IsOfTheRuntime(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).StartsWith(".NET", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return true;
        }
    }

    /// <summary>The runtime keeps the file of each assembly open, and loads one when a rare way (a trace of an error, say) first needs it.</summary>
    private static bool IsAssembly(string target) => target.EndsWith(".dll", StringComparison.Ordinal);

    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName is { } full ? Path.GetFileName(full) : null;
        }
        catch (IOException)
        {
            // The descriptor of this very listing.
            return null;
        }
    }

    private static IEnumerable<int> ChildrenOfThisProcess()
    {
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid) && ParentOf(folder) == Environment.ProcessId)
            {
                yield return pid;
            }
        }
    }

    private static int ParentOf(string folder)
    {
        try
        {
            // pid (name) state parent ...; a name may hold anything, a closing parenthesis too.
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
