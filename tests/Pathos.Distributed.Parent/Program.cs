// Programs that tests start because they need a process of their own: to be killed, or to run where something is lacking.
using System.Globalization;
using Pathos;
using Pathos.Distributed.Parent;

return args switch
{
    ["held"] => await HeldOutput.RunAsync(),
    ["lookup", string name] => await LookUp.RunAsync(name),
    ["threads"] => ThreadLimit.Run(),
    ["losses"] => await Losses.RunAsync(),
    ["print"] => await Printing.RunAsync(),
    [string folder] => BusyPool.Run(folder, static () => Pool.Processes(2)),
    ["remote", string folder, string config, .. string[] specs] => BusyPool.Run(folder, () => Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config } }, specs)),
    ["paused", string folder] => PausedPool.Run(folder, static () => Pool.Processes(2, new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromMilliseconds(500) })),
    ["paused", string folder, string config, .. string[] specs] => PausedPool.Run(
        folder, () => Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config }, HeartbeatTimeout = TimeSpan.FromMilliseconds(500) }, specs)),
    ["busy", "serial"] => BusyThreadPool.Run(Pool.Serial),
    ["busy", "threads"] => BusyThreadPool.Run(static options => Pool.Threads(2, options)),
    ["busy", "ssh", string config, string spec] => BusyThreadPool.Run(
        options => Pool.Open(new RemotePoolOptions { LazyStart = options.LazyStart, Ssh = new SshOptions { ConfigFile = config } }, [spec]), workers: 2),
    ["busy", "server"] => BusyThreadPool.RunOnServer(),
    ["busy", "serve", string cache, string port, .. string[] idle] => BusyServer.Serve(
        cache, int.Parse(port, CultureInfo.InvariantCulture), idle.Length > 0 ? double.Parse(idle[0], CultureInfo.InvariantCulture) : null),
    ["busy", "work", string server, string cache] => BusyServer.Work(server, cache),
    ["busy", "processes"] => BusyThreadPool.Run(static options => Pool.Open(options, "local/2"), workers: 2),
    ["started", string folder] => StartedPrograms.Run(folder),
    ["drain", string folder] => Draining.Run(folder, static () => Pool.Processes(2)),
    ["drain", string folder, string config, .. string[] specs] => Draining.Run(folder, () => Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config } }, specs)),
    ["open", string lacking, string spare] => await Opening.RunAsync(lacking, int.Parse(spare, CultureInfo.InvariantCulture)),
    ["open", string lacking] => await Opening.RunAsync(lacking),
    ["captures", string kind, string megabytes] => await Captures.RunAsync(kind, int.Parse(megabytes, CultureInfo.InvariantCulture)),
    ["oversized", string kind] => await OversizedResults.RunAsync(kind),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "Give the folder of a ledger, or: drain, started or paused and that folder, or: held, or: open nothing|dotnet|descriptors|processes, "
        + "or: oversized array|text, or: captures held|held-async|many|broadcasts and megabytes, or: print, or: losses, or: threads, or: lookup and a name, or: busy serial|threads|processes|server, or: busy serve|work");
    return 2;
}
