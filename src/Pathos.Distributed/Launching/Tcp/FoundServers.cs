namespace Pathos.Distributed;

/// <summary>The places of a spec that names no server: <c>tcp://*</c> stands for all that are found on the local network.</summary>
internal static class FoundServers
{
    private const string Anyone = "*";

    public static bool AreMeantBy(HostSpec spec) => spec.Scheme == "tcp" && spec.Host == Anyone;

    public static HubSearch SearchFor(HostSpec spec, RemotePoolOptions options, Func<ServerAddress, HubSite> open) =>
        new(cancellationToken => FindAsync(spec, options, open, cancellationToken), spec.Workers, options.RequireAllHosts);

    private static async Task<IReadOnlyList<HubSite>> FindAsync(
        HostSpec spec, RemotePoolOptions options, Func<ServerAddress, HubSite> open, CancellationToken cancellationToken)
    {
        var search = new ServerSearchOptions();
        search = spec.Port is { } port ? search with { DiscoveryPort = port } : search;
        PoolCredentials credentials = options.Credentials ?? PoolCredentials.Find();
        IReadOnlyList<FoundServer> found = await PoolServer.FindAsync(credentials, search, cancellationToken).OnLibraryThreads();
        return found.Count > 0
            ? [.. found.Select(server => open(new ServerAddress(server.Address.Address.ToString(), server.Address.Port)))]
            : throw new PoolOpenException(
                $"No server of this network answered {spec.Text} within {search.Duration}. Start one on another machine: pathos serve --listen 0.0.0.0:{ServerAddress.DefaultPort}. It needs the same secret as this process"
                + $" ({PoolCredentials.Variable}, {PoolCredentials.FileVariable} or {PoolCredentials.DefaultFile}), and no firewall may hold up UDP port {search.DiscoveryPort}. Multicasts do not pass routers: name a server that is farther away, tcp://host:port.");
    }
}
