using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>The program that opened the pool is killed.</summary>
[Collection(SshHosts.Collection)]
public sealed class LostParentTests(SshHosts hosts)
{
    [Fact]
    public async Task Parent_KilledWhileTwoHostsAreBusy_LeavesNoProcessOnEither()
    {
        using var folder = new TestFolder();
        FileLedger workers = folder.Ledger();
        string program = Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll");
        using Process parent = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["exec", program, "remote", workers.Folder, hosts.Servers.ConfigPath, "ssh://hosta/1", "ssh://hostb/1"]))!;
        await workers.ReachesAsync(2);
        SshServer[] servers = [hosts.Servers["hosta"], hosts.Servers["hostb"]];
        IReadOnlyList<int>[] running = [.. servers.Select(static server => server.FindProcesses())];

        parent.Kill();

        // On each of them the agent and a worker.
        Assert.All(running, static processes => Assert.Equal(2, processes.Count));
        await Where.AreGoneAsync(servers[0], running[0]);
        await Where.AreGoneAsync(servers[1], running[1]);
        Assert.All(servers, static server => Assert.Empty(server.FindProcesses()));
    }
}
