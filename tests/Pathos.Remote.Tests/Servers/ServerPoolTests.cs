using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>Everything that a pool of processes must do, with the processes behind a server, over TLS.</summary>
[Collection(ServerHost.Collection)]
public sealed class ServerPoolTests(ServerHost host) : ProcessPoolContract
{
    protected override PoolTraits Traits { get; } = new() { HasProcesses = true, CopiesValues = true, CanResize = true, RunsOnOtherHosts = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null) => Pool.Open(host.Options(options), $"{host.Spec}/{workers}");

    protected override Pool CreatePool(int workers, TimeSpan heartbeatTimeout) =>
        Pool.Connect($"{host.Spec}/{workers}", host.Credentials, new ProcessPoolOptions { HeartbeatTimeout = heartbeatTimeout });

    protected override Process StartParent(FileLedger workers)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", program, "remote", workers.Folder, "none", $"{host.Spec}/2"]);
        start.Environment[PoolCredentials.Variable] = ServerHost.Secret;
        return Process.Start(start)!;
    }
}
