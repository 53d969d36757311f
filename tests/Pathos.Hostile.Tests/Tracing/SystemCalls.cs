using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Hostile.Tests;

/// <summary>Has the kernel tell which programs this process starts and which files it opens, on all of its threads, by strace.</summary>
internal sealed class SystemCalls : IDisposable
{
    // It lets go of this process then, which goes on.
    private const int Interrupt = 2;

    private readonly TestFolder _folder = new();
    private readonly Process _strace;

    private SystemCalls()
    {
        string[] arguments = ["-f", "-qq", "-s", "4096", "-e", "trace=execve,execveat,openat,open,openat2", "-o", Written, "-p", $"{Environment.ProcessId}"];
        _strace = Process.Start(new ProcessStartInfo(SystemProgram.Find("strace", "strace"), arguments) { UseShellExecute = false, RedirectStandardError = true })!;
    }

    private string Written => Path.Combine(_folder.Path, "calls");

    /// <summary>Begins to watch, and returns when a file that is opened here is seen.</summary>
    public static async Task<SystemCalls> WatchAsync()
    {
        var calls = new SystemCalls();
        string mark = Path.Combine(calls._folder.Path, "begin");
        await File.WriteAllTextAsync(mark, "");
        await HelpedServer.ReachesAsync(() =>
        {
            File.OpenRead(mark).Dispose();
            return calls._strace.HasExited || (File.Exists(calls.Written) && File.ReadAllText(calls.Written).Contains(mark, StringComparison.Ordinal));
        });
        Assert.False(calls._strace.HasExited, calls._strace.HasExited ? await calls._strace.StandardError.ReadToEndAsync() : "");
        return calls;
    }

    /// <summary>Ends the watch. The result is a line for each call.</summary>
    public async Task<string[]> EndAsync()
    {
        using (ProcessHandle strace = ProcessHandle.Open(_strace.Id)!)
        {
            Assert.True(strace.TrySend(Interrupt));
        }

        await _strace.WaitForExitAsync().Soon();
        return await File.ReadAllLinesAsync(Written);
    }

    public void Dispose()
    {
        if (!_strace.HasExited)
        {
            _strace.Kill();
            _strace.WaitForExit();
        }

        _strace.Dispose();
        _folder.Dispose();
    }
}
