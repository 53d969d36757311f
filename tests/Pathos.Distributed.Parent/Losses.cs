using System.Runtime.InteropServices;

namespace Pathos.Distributed.Parent;

/// <summary>Loses workers while this process can open no descriptor, and so can ask the system nothing about them.</summary>
internal static partial class Losses
{
    private const int Kill = 9;
    private const int Stop = 19;

    private static readonly MapOptions s_once = new() { Retry = RetryPolicy.None, ChunkSize = 1 };

    public static async Task<int> RunAsync()
    {
        // The first round is for what the runtime loads and opens meanwhile.
        foreach (bool hasDescriptors in new[] { true, false })
        {
            Console.WriteLine(await LoseAsync(Kill, hasDescriptors));
            Console.WriteLine(await LoseAsync(Stop, hasDescriptors));
        }

        return 0;
    }

    /// <summary>Sends a signal to a worker inside a map, and says how the map ends and what becomes of the process.</summary>
    private static async Task<string> LoseAsync(int signal, bool hasDescriptors)
    {
        var options = new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromMilliseconds(500) };
        await using Pool pool = Pool.Processes(1, options);
        int worker = (await pool.RunOnAllAsync(static () => Environment.ProcessId))[0];
        Task<int[]> map = pool.MapAsync(
            static x =>
            {
                Thread.Sleep(x);
                return x;
            },
            [0, Timeout.Infinite, 0],
            s_once);
        await Task.Delay(TestTimeouts.Quiet);
        Action undo = hasDescriptors ? static () => { } : Limits.ForbidDescriptors();
        _ = Signal(worker, signal);
        Task first = await Task.WhenAny(map, Task.Delay(TestTimeouts.Unexpected));
        bool isGone = SpinWait.SpinUntil(() => Signal(worker, 0) != 0, TestTimeouts.Unexpected);
        undo();
        string end = first == map ? map.Exception?.InnerException?.GetType().Name ?? "results" : "nothing";
        return $"{end}, {(isGone ? "gone" : "left")}";
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
