[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Pathos.Remote.Tests;

/// <summary>Three real SSH servers for all tests of the collection, which run one after the other: one that ends a server starts it again.</summary>
public sealed class SshHosts : IAsyncLifetime
{
    public const string Collection = "ssh hosts";

    public SshServers Servers { get; private set; } = null!;

    /// <summary>Options of a pool that knows the servers by their names.</summary>
    /// <param name="options">What else they say.</param>
    public RemotePoolOptions Options(PoolOptions? options = null) =>
        RemotePoolOptions.From(options ?? new PoolOptions()) with { Ssh = new SshOptions { ConfigFile = Servers.ConfigPath } };

    public async Task InitializeAsync() => Servers = await SshServers.StartAsync().Soon();

    public async Task DisposeAsync() => await Servers.DisposeAsync().Soon();
}

[CollectionDefinition(SshHosts.Collection)]
public sealed class SshHostsGroup : ICollectionFixture<SshHosts>;
