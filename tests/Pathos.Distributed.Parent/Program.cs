// Programs that tests start because they need a process of their own: to be killed, or to run where something is lacking.
using Pathos;
using Pathos.Distributed.Parent;

return args switch
{
    ["held"] => await HeldOutput.RunAsync(),
    [string folder] => BusyPool.Run(folder, static () => Pool.Processes(2)),
    ["remote", string folder, string config, .. string[] specs] => BusyPool.Run(folder, () => Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config } }, specs)),
    ["started", string folder] => StartedPrograms.Run(folder),
    ["drain", string folder] => Draining.Run(folder, static () => Pool.Processes(2)),
    ["drain", string folder, string config, .. string[] specs] => Draining.Run(folder, () => Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config } }, specs)),
    ["open", string lacking, string spare] => await Opening.RunAsync(lacking, int.Parse(spare, System.Globalization.CultureInfo.InvariantCulture)),
    ["open", string lacking] => await Opening.RunAsync(lacking),
    ["oversized", string kind] => await OversizedResults.RunAsync(kind),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Give the folder of a ledger, or: drain or started and that folder, or: held, or: open nothing|dotnet|descriptors|processes, or: oversized array|text");
    return 2;
}
