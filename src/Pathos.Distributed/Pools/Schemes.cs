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
        if (remoteOptions.ResultsMayHoldCode && specs.FirstOrDefault(static spec => spec.Scheme != Local) is { } elsewhere)
        {
            throw new ArgumentException($"{nameof(ProcessPoolOptions.ResultsMayHoldCode)} is for workers of this machine alone: what {elsewhere} sends is only data.", nameof(options));
        }

        // Read for the first spec that may name one of them, and never for a pool without.
        var known = new Lazy<HostRegistry>(() => remoteOptions.Hosts ?? HostRegistry.Load());
        Place[] places = [.. specs.Where(static spec => spec.Scheme != Local && !FoundServers.AreMeantBy(spec)).Select(spec => PlaceOf(spec, remoteOptions, known))];
        HostSpec[] searched = [.. specs.Where(FoundServers.AreMeantBy)];
        int workers = places.Sum(static place => place.Workers ?? WorkerCounts.Default) + searched.Sum(CountOf) + specs.Where(static spec => spec.Scheme == Local).Sum(CountOf);
        return () => new DistributedBackend(workers, remoteOptions, hubOptions =>
        {
            var door = new Door(LibraryTime.Shared);
            HubSite SiteOf(Place place) => new(place.Launcher(door, hubOptions), place.Workers, remoteOptions.RequireAllHosts) { Labels = place.Labels };
            List<HubSite> sites = [.. places.Select(SiteOf)];
            foreach (HostSpec local in specs.Where(static spec => spec.Scheme == Local && spec.Workers != 0))
            {
                sites.Add(LocalSite.Open(CountOf(local), remoteOptions, door, hubOptions, HostLabels.Of(local)));
            }

            return new Hub(hubOptions, door, sites)
            {
                Searches = [.. searched.Select(spec => FoundServers.SearchFor(spec, remoteOptions, server => SiteOf(PlaceAt(server, spec, remoteOptions))))],
            };
        });
    }

    private static Place PlaceOf(HostSpec spec, RemotePoolOptions options, Lazy<HostRegistry> known)
    {
        if (spec.Scheme == Tcp)
        {
            return PlaceAt(new ServerAddress(spec.Host, spec.Port ?? ServerAddress.DefaultPort), spec, options);
        }

        var host = SshPlace.Of(spec, known.Value);
        return new Place(host.Workers, HostLabels.Of(spec), (door, hub) => new NodeLauncher((_, cancellationToken) => SshNode.ConnectAsync(host, options, door, hub, cancellationToken)));
    }

    private static Place PlaceAt(ServerAddress server, HostSpec spec, RemotePoolOptions options) =>
        new(spec.Workers, HostLabels.Of(spec), (door, hub) => new TcpNode(server, options, door, hub).CreateLauncher());

    private static int CountOf(HostSpec spec) => spec.Workers ?? WorkerCounts.Default;

    /// <summary>A place of a pool on another host, before there is a hub.</summary>
    /// <param name="Workers">How many; null for all that it offers.</param>
    /// <param name="Labels">What its workers can run that others cannot.</param>
    /// <param name="Launcher">What starts them.</param>
    private sealed record Place(int? Workers, IReadOnlyList<string> Labels, Func<Door, HubOptions, WorkerLauncher> Launcher);
}
