[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Pathos.Secure.Tests;

/// <summary>Three real servers for all tests of the collection, which run one after the other: one that ends a server starts it again.</summary>
public sealed class SshFixture : IAsyncLifetime
{
    public const string Collection = "ssh";

    public SshServers Servers { get; private set; } = null!;

    /// <summary>Gets options that know the servers by their names.</summary>
    public SshOptions Options => new() { ConfigFile = Servers.ConfigPath };

    public async Task InitializeAsync() => Servers = await SshServers.StartAsync().Soon();

    public async Task DisposeAsync() => await Servers.DisposeAsync().Soon();
}

[CollectionDefinition(SshFixture.Collection)]
public sealed class SshTestGroup : ICollectionFixture<SshFixture>;
