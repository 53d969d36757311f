using System.Globalization;

namespace Pathos.Launching;

/// <summary>The processes that one piece of a worker's work started, with all that those started: found by the worker's mark, and by their
/// parents where they have thrown the mark away.</summary>
/// <param name="mark">The worker's mark.</param>
/// <param name="work">The number of the work.</param>
/// <param name="since">When the work began, in ticks since the system was started.</param>
/// <param name="worker">The worker; null when it has ended.</param>
internal sealed class TaskProcesses(string mark, long work, long since, ProcessHandle? worker)
{
    // A process that is being killed may start another one meanwhile; each round finds what the last one missed.
    private const int MostRounds = 8;

    // A process that was killed is gone at once, unless the system itself hangs.
    private static readonly TimeSpan s_killBound = TimeSpan.FromMilliseconds(500);

    /// <summary>Kills them until none is left. The worker itself is not touched, nor is any process of other work, of other workers, or of
    /// the user's.</summary>
    public void End()
    {
        for (int round = 0; round < MostRounds; round++)
        {
            if (!TryKill(Find(), s_killBound))
            {
                return;
            }
        }
    }

    /// <summary>Kills processes that were found, waits for the end of each within the bound, and lets go of their descriptors. Returns
    /// whether any was killed.</summary>
    public static bool TryKill(List<ProcessHandle> found, TimeSpan bound)
    {
        ProcessHandle[] killed = [.. found.Where(static process => process.TryKill())];
        foreach (ProcessHandle process in killed)
        {
            process.WaitForEnd(bound);
        }

        found.ForEach(static process => process.Dispose());
        return killed.Length > 0;
    }

    /// <summary>Finds those that run now. The descriptors are the caller's to dispose.</summary>
    public List<ProcessHandle> Find()
    {
        List<ProcessHandle> found = [];
        if (!OperatingSystem.IsLinux())
        {
            return found;
        }

        Dictionary<int, ProcessHandle> ours = [];
        Dictionary<int, ProcessHandle> unmarked = [];
        foreach (int process in ProcessesOfNow().Where(process => process != worker?.Id && process != Environment.ProcessId))
        {
            Sort(process, ours, unmarked);
        }

        while (Adopt(ours, unmarked))
        {
        }

        foreach (ProcessHandle other in unmarked.Values)
        {
            other.Dispose();
        }

        return [.. ours.Values];
    }

    /// <summary>The numbers of all processes. None where the system does not tell, or has no descriptor left for the question: what cannot
    /// be found lives on, and the end of its worker is told all the same.</summary>
    private static List<int> ProcessesOfNow()
    {
        List<int> processes = [];
        try
        {
            foreach (string path in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
                {
                    processes.Add(process);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As many as were listed before.
        }

        return processes;
    }

    private void Sort(int process, Dictionary<int, ProcessHandle> ours, Dictionary<int, ProcessHandle> unmarked)
    {
        // Most processes are older than the work, and cost no more than this look.
        if (ProcessStat.Of(process) is not { IsEnding: false } stat || stat.StartTime < since
            || ProcessHandle.Open(process) is not { } handle)
        {
            return;
        }

        // Read after the opening: what it says is of the descriptor's process, or of one that the descriptor cannot reach.
        WorkerMark? found = WorkerMark.Of(process);
        if (found is null)
        {
            unmarked.Add(process, handle);
        }
        else if (found.Value.Mark == mark && (found.Value.Work ?? work) == work)
        {
            ours.Add(process, handle);
        }
        else
        {
            // Started by other work, or by another worker: a pool that a task opened ends its workers itself.
            handle.Dispose();
        }
    }

    /// <summary>Takes in what was started by processes that are known, and has no mark. Returns whether there was any.</summary>
    private bool Adopt(Dictionary<int, ProcessHandle> ours, Dictionary<int, ProcessHandle> unmarked)
    {
        bool isAny = false;
        foreach ((int process, ProcessHandle handle) in unmarked.ToArray())
        {
            // A parent that still runs after its child has named it was that child's parent, and not a process that had its number before.
            if (ProcessStat.Of(process) is { Parent: var id }
                && (id == worker?.Id ? worker : ours.GetValueOrDefault(id)) is { HasEnded: false })
            {
                unmarked.Remove(process);
                ours.Add(process, handle);
                isAny = true;
            }
        }

        return isAny;
    }
}
