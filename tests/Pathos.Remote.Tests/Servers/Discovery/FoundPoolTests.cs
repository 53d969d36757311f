using System.Globalization;

namespace Pathos.Remote.Tests;

/// <summary>Pools on servers that nobody named: <c>tcp://*</c>.</summary>
public sealed class FoundPoolTests : IDisposable
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));

    private readonly TestFolder _folder = new();
    private readonly int _port = Searcher.FreePort();

    private string Spec => string.Create(CultureInfo.InvariantCulture, $"tcp://*:{_port}");

    private RemotePoolOptions Options => new() { Credentials = s_credentials };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Map_TwoServersAreThere_RunsOnBoth()
    {
        await using PoolServer one = await StartAsync(workers: 2);
        await using PoolServer two = await StartAsync(workers: 1);
        FileGate gate = _folder.Gate();
        await using Pool pool = Pool.Open(Options, Spec);

        // No three of three workers, no end.
        int[] results = await pool.MapAsync(
            async x =>
            {
                await gate.MeetAsync(3);
                return x + 1;
            },
            Enumerable.Range(0, 3),
            new MapOptions { ChunkSize = 1 }).Soon();

        Assert.Equal([1, 2, 3], results);
        Assert.Equal(3, pool.WorkerCount);
        Assert.All([one, two], static server => Assert.Single(server.GetClients()));
    }

    [Fact]
    public async Task Connect_WithANumberAndLabels_TakesSoManyOfEachAndGivesThemTheLabels()
    {
        await using PoolServer one = await StartAsync(workers: 2);
        await using PoolServer two = await StartAsync(workers: 2);
        await using Pool pool = Pool.Connect($"{Spec}/1?label=found", s_credentials);

        await pool.ReadyAsync().Soon();

        Assert.Equal(2, pool.WorkerCount);
        Assert.Equal(5, await pool.PipeAsync(static x => x + 1, 4, new MapOptions { Resources = ["found"] }).Soon());
    }

    [Fact]
    public async Task Open_NobodyAnswers_FailsAndSaysWhatToDo()
    {
        await using Pool pool = Pool.Open(Options, Spec, "local/1");

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.All(["pathos serve", PoolCredentials.Variable, $"UDP port {_port}", "tcp://host:port"], cure => Assert.Contains(cure, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_NobodyAnswersAndOthersSuffice_GoesOnWithThose()
    {
        await using Pool pool = Pool.Open(Options with { RequireAllHosts = false }, Spec, "local/1");

        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
        Assert.Equal(1, pool.WorkerCount);
    }

    [Fact]
    public async Task Open_NobodyAnswersAndThereIsNothingElse_FailsAlsoWhereHostsMayBeAway()
    {
        await using Pool pool = Pool.Open(Options with { RequireAllHosts = false }, Spec);

        await Assert.ThrowsAsync<PoolOpenException>(() => pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    [Fact]
    public async Task Terminate_WhileServersAreLookedFor_EndsThePool()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        await using Pool pool = Pool.Open(Options, Spec);
        Task ready = pool.ReadyAsync();

        pool.Terminate();

        await Assert.ThrowsAsync<PoolClosedException>(() => ready.Soon());
        Assert.Equal(0, pool.WorkerCount);
    }

    [Fact]
    public async Task Verb_OnAPoolOfNoWorkersEach_IsAnErrorAtOnce()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        await using Pool pool = Pool.Open(Options, $"{Spec}/0");

        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    private Task<PoolServer> StartAsync(int workers) =>
        PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = workers, DiscoveryPort = _port, CacheFolder = _folder.Path });
}
