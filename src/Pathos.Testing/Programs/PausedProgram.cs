using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Pathos;

/// <summary>Stops a program for longer than its pool waits for a worker, and lets it go on: what it asked for must come, and nothing may begin twice.</summary>
/// <remarks>A debugger at a breakpoint, a frozen container and a laptop whose lid is closed do the same.</remarks>
public static partial class PausedProgram
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    // The programs of these tests wait half a second for a worker.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1.5);

    /// <summary>Starts a program that maps two items, pauses it while they execute, and asserts that all is well in the end.</summary>
    /// <param name="begun">What the items say.</param>
    /// <param name="pausesWorkers">Whether the whole process group is paused, local workers included.</param>
    /// <param name="program">The program's file.</param>
    /// <param name="arguments">Its arguments behind "paused FOLDER".</param>
    /// <param name="environment">Variables that it needs.</param>
    /// <returns>Done when the program has ended well.</returns>
    public static async Task AssertSurvivesAsync(
        FileLedger begun, bool pausesWorkers, string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        // In a group of its own, so that the signal does not reach this process.
        var start = new ProcessStartInfo("setsid", [Environment.ProcessPath!, "exec", program, "paused", begun.Folder, .. arguments]);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process parent = Process.Start(start)!;
        await begun.ReachesAsync(2).ConfigureAwait(false);
        int target = pausesWorkers ? -parent.Id : parent.Id;

        Assert.Equal(0, Signal(target, SigStop));
        await Task.Delay(s_pause).ConfigureAwait(false);
        Assert.Equal(0, Signal(target, SigCont));

        await parent.WaitForExitAsync().Soon().ConfigureAwait(false);
        Assert.Equal(0, parent.ExitCode);
        Assert.Equal(["1", "2"], begun.Entries);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
