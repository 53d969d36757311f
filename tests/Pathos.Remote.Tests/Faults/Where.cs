using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Remote.Tests;

/// <summary>Where work runs: asked in tasks, and of pools from outside.</summary>
internal static class Where
{
    public const string Here = "local";

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets, in a task, the name of the server whose session it runs in.</summary>
    public static string Host => Environment.GetEnvironmentVariable("PATHOS_HOST") ?? Here;

    /// <summary>Waits until a host has a worker that is ready.</summary>
    public static async Task JoinsAsync(Pool pool, string host)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (!(await HostsOfAsync(pool)).Contains(host, StringComparer.Ordinal))
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < TestTimeouts.Unexpected, $"{host} does not join.");
            await Task.Delay(s_step);
        }
    }

    /// <summary>Gets the host of each worker. One that is lost meanwhile takes part no more.</summary>
    public static async Task<string[]> HostsOfAsync(Pool pool)
    {
        while (true)
        {
            try
            {
                return await pool.RunOnAllAsync(static () => Host).Soon();
            }
            catch (WorkerLostException)
            {
                // Ask those that are left.
            }
        }
    }

    /// <summary>Waits until none of these processes of a server's sessions is left.</summary>
    public static Task AreGoneAsync(SshServer server, IReadOnlyList<int> processes) =>
        FileGate.PollAsync(() => !server.FindProcesses().Intersect(processes).Any(), $"{processes.Count} processes of {server.Name} to end");

    /// <summary>Finds the agent that a pool has on a server.</summary>
    public static int NodeOf(SshServer server) => Assert.Single(server.FindProcesses("Pathos.Worker.dll node"));

    /// <summary>Finds the SSH clients that this process runs for a server.</summary>
    public static IReadOnlyList<int> ClientsOf(SshServers servers, string host) =>
        [.. SessionProcess.All().Where(found => found.Parent == Environment.ProcessId && found.CommandLine.Contains($"-F {servers.ConfigPath} ", StringComparison.Ordinal)
            && found.CommandLine.Contains($" {host} ", StringComparison.Ordinal)).Select(static found => found.Id)];

    public static void Kill(IEnumerable<int> processes)
    {
        foreach (int id in processes)
        {
            Signal(id, ProcessSignal.Kill);
        }
    }

    public static void Signal(int process, int signal)
    {
        using ProcessHandle descriptor = ProcessHandle.Open(process) ?? throw new InvalidOperationException($"Process {process} has ended by itself.");
        Assert.True(descriptor.TrySend(signal));
    }
}
