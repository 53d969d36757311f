using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>Everything that a pool of processes must do, with the processes behind a real SSH server.</summary>
[Collection(SshHosts.Collection)]
public sealed class SshPoolTests(SshHosts hosts) : ProcessPoolContract
{
    protected override PoolTraits Traits { get; } = new() { HasProcesses = true, CopiesValues = true, CanResize = true, RunsOnOtherHosts = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null) => Pool.Open(hosts.Options(options), $"ssh://hosta/{workers}");

    protected override Pool CreatePool(int workers, TimeSpan heartbeatTimeout) =>
        Pool.Open(hosts.Options(new ProcessPoolOptions { HeartbeatTimeout = heartbeatTimeout }), $"ssh://hosta/{workers}");

    protected override Process StartParent(FileLedger workers)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll");
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", program, "remote", workers.Folder, hosts.Servers.ConfigPath, "ssh://hosta/2"]))!;
    }
}
