using System.Diagnostics;
using System.Globalization;

namespace Pathos.Remote.Tests;

/// <summary>Many clients on one server: every task writes into a ledger when it began and when it ended, by a clock that all processes of
/// the machine share.</summary>
public sealed class LedgerTests
{
    private const int Workers = 2;

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of clients that are counted");
    private static readonly MapOptions s_oneByOne = new() { ChunkSize = 1 };

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task SixClients_MapAtOnce_NeverMoreTasksThanWorkersAndAllGetOn()
    {
        await using PoolServer server = await StartAsync();
        Pool[] pools = [.. Enumerable.Range(0, 6).Select(_ => Pool.Connect($"tcp://{server.Address}", s_credentials))];
        await Task.WhenAll(pools.Select(static pool => pool.ReadyAsync())).Soon();
        FileLedger ledger = _folder.Ledger("ledger");
        Func<int, int> counts = x =>
        {
            long begun = Stopwatch.GetTimestamp();
            Thread.SpinWait(200_000);
            ledger.Add($"{begun} {Stopwatch.GetTimestamp()}");
            return x;
        };

        // Calls that begin and end at different times, so that parts change hands all the while.
        Task<int>[] clients = [.. pools.Select(async (pool, number) =>
        {
            int done = 0;
            for (int call = 0; call < 5; call++)
            {
                done += (await pool.MapAsync(counts, Enumerable.Range(0, 2 + (((number + call) % 3) * 6)), s_oneByOne)).Length;
            }

            return done;
        })];
        int[] all = await Task.WhenAll(clients).Soon();

        Assert.Equal(all.Sum(), ledger.Entries.Count);
        Assert.InRange(Deepest(ledger.Entries), 1, Workers);
        await Task.WhenAll(pools.Select(static pool => pool.DisposeAsync().AsTask())).Soon();
        _folder.Dispose();
    }

    [Fact]
    public async Task Client_ThatDoesNotKeepToItsPart_IsHeldByTheServer()
    {
        await using PoolServer server = await StartAsync();
        await using Pool honest = Pool.Connect($"tcp://{server.Address}", s_credentials);
        await honest.ReadyAsync().Soon();
        var options = new RemotePoolOptions { Credentials = s_credentials };
        await using Pool cheat = Pool.Open(options, $"tcp://{server.Address}");
        await cheat.ReadyAsync().Soon();
        Cheating.Believe(cheat, 100);
        FileLedger ledger = _folder.Ledger("ledger");
        Func<int, int> counts = x =>
        {
            long begun = Stopwatch.GetTimestamp();
            Thread.SpinWait(2_000_000);
            ledger.Add($"{begun} {Stopwatch.GetTimestamp()}");
            return x;
        };

        Task<int[]> first = honest.MapAsync(counts, Enumerable.Range(0, 30), s_oneByOne);
        Task<int[]> second = cheat.MapAsync(counts, Enumerable.Range(0, 30), s_oneByOne);
        while (!first.IsCompleted || !second.IsCompleted)
        {
            Cheating.Believe(cheat, 100);
            Assert.InRange(server.GetClients().Sum(static client => client.Busy), 0, Workers);
            await Task.WhenAny(Task.WhenAll(first, second), Task.Delay(5));
        }

        Assert.Equal((30, 30), ((await first.Soon()).Length, (await second.Soon()).Length));
        Assert.Equal(60, ledger.Entries.Count);
        Assert.InRange(Deepest(ledger.Entries), 1, Workers);
        _folder.Dispose();
    }

    /// <summary>How many tasks ran at a time, at most.</summary>
    private static int Deepest(IReadOnlyList<string> entries)
    {
        IEnumerable<(long At, int Change)> changes = entries
            .Select(static entry => entry.Split(' '))
            .SelectMany(static times => ((long, int)[])[(long.Parse(times[0], CultureInfo.InvariantCulture), 1), (long.Parse(times[1], CultureInfo.InvariantCulture), -1)]);
        int now = 0, deepest = 0;
        foreach ((_, int change) in changes.Order())
        {
            now += change;
            deepest = Math.Max(deepest, now);
        }

        return deepest;
    }

    private Task<PoolServer> StartAsync() => PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = Workers, DiscoveryPort = null, CacheFolder = _folder.Path });
}
