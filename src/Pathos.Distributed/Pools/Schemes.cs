using System.Runtime.CompilerServices;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Registers the schemes that this assembly opens. All specs of them in one pool are places of one hub.</summary>
internal static class Schemes
{
    private const string Local = "local";
    private const string Ssh = "ssh";
    private const string Tcp = "tcp";

    // Runs when the assembly is first used, or when a spec names a scheme that Core does not know: no program has to register anything.
#pragma warning disable CA2255 // A library's own registry is what this initializer is for.
    [ModuleInitializer]
    internal static void Register() => HostSchemes.Register(Open, Local, Ssh, Tcp);
#pragma warning restore CA2255

    private static Func<PoolBackend> Open(IReadOnlyList<HostSpec> specs, PoolOptions options)
    {
        if (specs.All(static spec => spec.Scheme == Local && HostLabels.Of(spec).Count == 0))
        {
            ProcessPoolOptions processOptions = options as ProcessPoolOptions ?? ProcessPoolOptions.From(options);
            return () => ProcessPools.Create(specs.Sum(CountOf), processOptions);
        }

        RemotePoolOptions remoteOptions = RemotePoolOptions.From(options);
        HostSpec[] searched = [.. specs.Where(FoundServers.AreMeantBy)];
        (HostSpec Spec, Func<Door, Action<TaskOutput>, WorkerLauncher> Launcher)[] hosts =
            [.. specs.Where(static spec => spec.Scheme != Local && !FoundServers.AreMeantBy(spec)).Select(spec => (spec, LauncherOf(spec, remoteOptions)))];
        return () => new DistributedBackend(specs.Sum(CountOf), remoteOptions, hubOptions =>
        {
            var door = new Door();
            List<HubSite> sites = [.. hosts.Select(host => SiteOf(host.Spec, host.Launcher(door, hubOptions.OnOutput), remoteOptions))];
            foreach (HostSpec local in specs.Where(static spec => spec.Scheme == Local && spec.Workers != 0))
            {
                sites.Add(LocalSite.Open(CountOf(local), remoteOptions, door, hubOptions.OnOutput, HostLabels.Of(local)));
            }

            return new Hub(hubOptions, door, sites)
            {
                Searches = [.. searched.Select(spec => FoundServers.SearchFor(
                    spec, remoteOptions, server => SiteOf(spec, new TcpNode(server, remoteOptions, door, hubOptions.OnOutput).CreateLauncher(), remoteOptions)))],
            };
        });
    }

    private static HubSite SiteOf(HostSpec spec, WorkerLauncher launcher, RemotePoolOptions options) => new(launcher, spec.Workers, options.RequireAllHosts) { Labels = HostLabels.Of(spec) };

    private static Func<Door, Action<TaskOutput>, WorkerLauncher> LauncherOf(HostSpec spec, RemotePoolOptions options)
    {
        if (spec.Scheme == Tcp)
        {
            var server = new ServerAddress(spec.Host, spec.Port ?? ServerAddress.DefaultPort);
            return (door, onOutput) => new TcpNode(server, options, door, onOutput).CreateLauncher();
        }

        SshHost host = SshHost.Of(spec);
        return (door, onOutput) => new NodeLauncher((_, cancellationToken) => SshNode.ConnectAsync(host, options, door, onOutput, cancellationToken));
    }

    private static int CountOf(HostSpec spec) => spec.Workers ?? WorkerCounts.Default;
}
