using System.Diagnostics;
using System.Runtime.InteropServices;
using Pathos.Launching;

namespace Pathos.Worker;

/// <summary>Tells apart the processes that the work of this worker starts, and ends those of work that timed out or was
/// cancelled.</summary>
/// <remarks>
/// The mark of this process is a variable of its environment, which every process inherits that a task starts. It gets a new number where
/// other work begins. The number is on the worker's
/// page too, for the parent: when this process is gone, the parent ends what its last work started.
/// </remarks>
/// <param name="mark">The mark that the parent gave to this process.</param>
internal sealed partial class StartedProcesses(string mark) : IItemTraces
{
    private const int BootTime = 7;

    // No process is started and has taken its own course in less. So work that took less cannot have left one, and needs no number of its
    // own.
    private static readonly long s_shortest = Stopwatch.Frequency / 5000;

    private WorkCell? _cell;
    private long _lastLook;
    private long _number;
    private long _since;

    /// <summary>The page is there on which the number of the work is to stand.</summary>
    public void WriteTo(WorkCell cell) => _cell = cell;

    public void Next()
    {
        long now = Stopwatch.GetTimestamp();
        if (now - _lastLook > s_shortest)
        {
            _since = TicksSinceBoot();
            _number++;
            _cell?.Begin(_number, _since);
            Environment.SetEnvironmentVariable(WorkerMark.Variable, new WorkerMark(mark, _number).ToString());
        }

        _lastLook = now;
    }

    public void Discard()
    {
        using ProcessHandle? self = ProcessHandle.Open(Environment.ProcessId);
        new TaskProcesses(mark, _number, _since, self).End();
    }

    private static long TicksSinceBoot()
    {
        // The clock by which the system tells when a process was started.
        if (!OperatingSystem.IsLinux() || GetTime(BootTime, out Time time) != 0)
        {
            return 0;
        }

        return ((long)time.Seconds * ProcessStat.TicksPerSecond) + (time.Nanoseconds * ProcessStat.TicksPerSecond / 1_000_000_000);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
