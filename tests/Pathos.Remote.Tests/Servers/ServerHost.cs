namespace Pathos.Remote.Tests;

/// <summary>A pool server of this process, for all tests of the collection, which run one after the other.</summary>
public sealed class ServerHost : IAsyncLifetime
{
    public const string Collection = "pool server";

    public const string Secret = "a secret that only these tests know";

    private readonly TestFolder _folder = new();

    public PoolServer Server { get; private set; } = null!;

    public PoolCredentials Credentials { get; } = PoolCredentials.FromSecret(Secret);

    public string Spec => $"tcp://{Server.Address}";

    public RemotePoolOptions Options(PoolOptions? options = null) =>
        RemotePoolOptions.From(options ?? new PoolOptions()) with { Credentials = Credentials, CaptureCredentials = true };

    public async Task InitializeAsync() =>
        Server = await PoolServer.StartAsync(Credentials, new PoolServerOptions { Workers = 64, CacheFolder = Path.Combine(_folder.Path, "cache") }).Soon();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync().AsTask().Soon();
        _folder.Dispose();
    }
}

[CollectionDefinition(ServerHost.Collection)]
public sealed class ServerHostGroup : ICollectionFixture<ServerHost>;
