using System.Diagnostics;

namespace Pathos.Distributed.Tests;

/// <summary>The contract over worker processes on this machine.</summary>
public sealed class ProcessPoolTests : ProcessPoolContract
{
    protected override Pool CreatePool(int workers, PoolOptions? options = null) =>
        Pool.Processes(workers, options is null ? null : options as ProcessPoolOptions ?? ProcessPoolOptions.From(options));

    protected override Pool CreatePool(int workers, TimeSpan heartbeatTimeout) =>
        Pool.Processes(workers, new ProcessPoolOptions { HeartbeatTimeout = heartbeatTimeout });

    protected override Process StartParent(FileLedger workers)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), workers.Folder } };
        return Process.Start(start)!;
    }
}
