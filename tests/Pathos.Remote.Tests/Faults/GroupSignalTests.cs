using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pathos.Remote.Tests;

/// <summary>Signals reach every process of the program's group, the SSH client among them, and every process of its session on the
/// host.</summary>
[Collection(SshHosts.Collection)]
public sealed partial class GroupSignalTests(SshHosts hosts)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(15)]
    public async Task Groups_AreSignalledHereAndOnTheHost_AProgramThatDrainsGetsItsResults(int signal)
    {
        using var folder = new TestFolder();
        FileLedger begun = folder.Ledger();
        string program = Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll");
        var start = new ProcessStartInfo("setsid", [Environment.ProcessPath!, "exec", program, "drain", begun.Folder, hosts.Servers.ConfigPath, "ssh://hosta/2"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process parent = Process.Start(start)!;
        await begun.ReachesAsync(2);

        // The node and its two workers.
        IReadOnlyList<int> there = hosts.Servers["hosta"].FindProcesses();
        Assert.Equal(3, there.Count);
        Assert.All(there.Append(-parent.Id), process => Assert.Equal(0, Signal(process, signal)));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "go"), "");

        Assert.Contains("results: 10 20", await parent.StandardOutput.ReadToEndAsync().Soon(), StringComparison.Ordinal);
        await parent.WaitForExitAsync().Soon();
        Assert.Equal(0, parent.ExitCode);
        await Where.AreGoneAsync(hosts.Servers["hosta"], there);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
