namespace Pathos.Cli.Tests;

/// <summary>Two hundred pools on one server, each with a worker process of its own.</summary>
public sealed class ManyClientsTests
{
    private const int Clients = 200;
    private const string Secret = "the secret of very many clients";

    // Two hundred processes are started, on a machine that may have two cores and other work.
    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(4);
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);
    private static readonly PoolOptions s_patient = new() { OpenTimeout = s_bound };
    private static readonly MapOptions s_oneByOne = new() { ChunkSize = 1 };

    [Fact]
    public async Task Pools_TwoHundredAtOnce_EachMapsAndNoneIsRefusedOrLost()
    {
        await using PathosProcess server = PathosProcess.Start(
            ["serve", "--listen", "127.0.0.1:0", "--workers", "2", "--no-discovery", "--json"], (PoolCredentials.Variable, Secret));
        string address = await server.AddressAsync();
        Pool[] pools = [.. Enumerable.Range(0, Clients).Select(_ => Pool.Connect($"tcp://{address}/1", s_credentials, s_patient))];

        int[][] results = await Task.WhenAll(pools.Select(static (pool, number) => pool.MapAsync(static x => x + 1, [number, number, number], s_oneByOne))).WaitAsync(s_bound);

        // Nobody has left: all of them were its clients at once.
        ServerStatistics told = await PoolServer.QueryAsync(address, s_credentials).Soon();
        Assert.Equal((Clients, 3L * Clients), (told.Clients.Count, told.Clients.Sum(static client => client.Tasks)));
        Assert.All(results, static (result, number) => Assert.Equal([number + 1, number + 1, number + 1], result));
        await Task.WhenAll(pools.Select(static pool => pool.DisposeAsync().AsTask())).WaitAsync(s_bound);
        server.Signal("TERM");
        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("refused", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("turned away", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("given up", errors, StringComparison.Ordinal);
    }
}
