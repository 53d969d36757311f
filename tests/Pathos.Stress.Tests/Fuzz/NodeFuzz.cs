using Pathos.Remote.Tests;
using Pathos.Wire;
using Xunit.Abstractions;

namespace Pathos.Stress.Tests;

/// <summary>Hostile bytes between pools, servers and machines that work for them, from peers that hold the secret: the connection ends, and everybody else goes on.</summary>
public sealed class NodeFuzz(ITestOutputHelper output) : IDisposable
{
    private const long MemoryBound = 256L << 20;
    private const int FramesEach = 12;

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of peers that mean no good");
    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(3) * SoakSettings.FuzzFactor;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_ClientsOrHelpersSendHostileFrames_ServesTheOthers(bool areHelpers)
    {
        var frames = new HostileFrames(SoakSettings.Seed);
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 1, CacheFolder = _folder.Path });
        await using Pool honest = Pool.Connect($"tcp://{server.Address}/1", s_credentials);
        await AssertWorksAsync(honest);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int clients = 150 * SoakSettings.FuzzFactor;

        for (int number = 0; number < clients; number++)
        {
            using RogueClient rogue = await RogueClient.ConnectAsync(
                server.Address, s_credentials, areHelpers ? ConnectionPurpose.Helper : ConnectionPurpose.Pool);
            for (int frame = 0; frame < FramesEach; frame++)
            {
                rogue.Send(areHelpers ? frames.FromHelper() : frames.FromPool());
            }

            if (number % 50 == 0)
            {
                await AssertWorksAsync(honest);
            }
        }

        await Task.Run(() => SpinWait.SpinUntil(() => server.GetClients().Count == 1 && server.GetHelpers().Count == 0, s_bound));
        Assert.Equal((1, 0), (server.GetClients().Count, server.GetHelpers().Count));
        await AssertWorksAsync(honest);
        output.WriteLine($"soak: fuzz of servers, seed {SoakSettings.Seed}, clients {clients}");
        AssertMemory(before);
    }

    [Fact]
    public async Task Pool_ServersSendHostileFrames_EndsWithATypedErrorAndTheNextOneOpens()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int pools = 60 * SoakSettings.FuzzFactor;
        int seed = SoakSettings.Seed;
        await using var rogue = new RogueServer(s_credentials, (Transport pool) =>
        {
            var frames = new HostileFrames(Interlocked.Increment(ref seed));
            try
            {
                pool.Send(HostileFrames.BytesOf(new Message(MessageKind.NodeReady, 0, HostileFrames.NodeReady(1))));
                for (int frame = 0; frame < FramesEach; frame++)
                {
                    pool.Send(frames.FromNode());
                }
            }
            catch (TransportClosedException)
            {
                // The pool has had enough.
            }
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, pools), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (_, _) =>
        {
            // However much of it makes sense: there is no worker behind it, so no pool opens.
            await using Pool pool = Pool.Connect($"tcp://{rogue.Address}", s_credentials, new PoolOptions { OpenTimeout = TimeSpan.FromSeconds(2) });
            await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
            Assert.InRange(pool.WorkerCount, 0, 4096);
        }).WaitAsync(s_bound);

        await using Pool honest = Pool.Processes(1);
        await AssertWorksAsync(honest);
        output.WriteLine($"soak: fuzz of pools, seed {SoakSettings.Seed}, pools {pools}");
        AssertMemory(before);
    }

    private static async Task AssertWorksAsync(Pool pool)
    {
        int[] results = await pool.MapAsync(static x => x * 2, new[] { 1, 2 }).Soon();
        Assert.Equal(new[] { 2, 4 }, results);
    }

    private static void AssertMemory(long before)
    {
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < MemoryBound, $"The heap has grown by {grown} bytes.");
    }
}
