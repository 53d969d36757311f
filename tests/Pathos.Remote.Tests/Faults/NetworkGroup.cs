namespace Pathos.Remote.Tests;

/// <summary>Two real SSH servers in a network of their own, for all tests of the collection, which run one after the other: one that cuts a host heals it.</summary>
public sealed class NetworkFixture : IAsyncLifetime
{
    public const string Collection = "network hosts";

    // The client is told to wait for ever on a connection that it has made: what is noticed, the pool notices.
    private static readonly SshOptions s_trusting = new() { ConnectTimeout = TimeSpan.FromSeconds(1), Arguments = ["-o", "ServerAliveInterval=0"] };

    public NetworkHosts Hosts { get; private set; } = null!;

    public SshServers Servers => Hosts.Servers;

    /// <summary>Options of a pool that knows the servers by their names and has little patience.</summary>
    public RemotePoolOptions Options { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hosts = await NetworkHosts.StartAsync().Soon();
        Options = new RemotePoolOptions { Ssh = s_trusting with { ConfigFile = Servers.ConfigPath }, HeartbeatTimeout = TimeSpan.FromSeconds(1) };
    }

    public async Task DisposeAsync() => await Hosts.DisposeAsync().Soon();
}

[CollectionDefinition(NetworkFixture.Collection)]
public sealed class NetworkGroup : ICollectionFixture<NetworkFixture>;
