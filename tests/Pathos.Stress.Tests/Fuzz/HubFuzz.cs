using Pathos.Wire;
using Xunit.Abstractions;

namespace Pathos.Stress.Tests;

/// <summary>Hostile bytes to the hub, from strangers and from workers that it let in: the connection ends, and the pool goes on.</summary>
public sealed class HubFuzz(ITestOutputHelper output)
{
    private const long MemoryBound = 256L << 20;

    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(3) * SoakSettings.FuzzFactor;

    [Fact]
    public async Task Strangers_SendGarbageOrNothing_AreClosedAndThePoolWorks()
    {
        int rounds = 2000 * SoakSettings.FuzzFactor;
        await using var rogues = new RoguePool(SoakSettings.Seed);
        rogues.BecomeHonest();
        await rogues.Pool.ReadyAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        SocketTransport[] idle = [.. Enumerable.Range(0, 300).Select(_ => UnixSockets.Connect(rogues.Address))];
        var frames = new HostileFrames(SoakSettings.Seed);

        for (int round = 0; round < rounds; round++)
        {
            using SocketTransport stranger = UnixSockets.Connect(rogues.Address);
            try
            {
                stranger.Send(frames.Greeting(new string('0', 64)));
            }
            catch (TransportClosedException)
            {
                // Closed while it spoke.
            }

            if (round % 200 == 0)
            {
                await AssertWorksAsync(rogues.Pool);
            }
        }

        // Each that says nothing is closed when its time to greet is over.
        await Task.WhenAll(idle.Select(static transport => Task.Run(() => Assert.Equal(0, transport.Receive(new byte[1]))))).Soon();
        Array.ForEach(idle, static transport => transport.Dispose());
        await AssertWorksAsync(rogues.Pool);
        AssertMemory(before);
    }

    [Fact]
    public async Task Workers_SendHostileFrames_AreThrownOutAndThePoolWorks()
    {
        int frames = 20_000 * SoakSettings.FuzzFactor;
        await using var rogues = new RoguePool(SoakSettings.Seed);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int ended = 0;

        // What a rogue says may be a lie that looks like a result: during the siege every call must end, however it does.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (rogues.Frames < frames)
            {
                Task call = rogues.Pool.MapAsync(static x => x * 2, Enumerable.Range(0, 40), new MapOptions { ChunkSize = 4, Errors = ErrorPolicy.Complete });
                await call.ContinueWith(static done => done.Exception, TaskScheduler.Default).Soon();
                Interlocked.Increment(ref ended);
            }
        }))).WaitAsync(s_bound);

        rogues.BecomeHonest();
        await WithoutRogues(rogues.Pool);
        output.WriteLine($"soak: fuzz of the hub, seed {SoakSettings.Seed}, frames {rogues.Frames}, calls {ended}");
        AssertMemory(before);
    }

    /// <summary>The last rogues go with what they still answer; then every result is right.</summary>
    private static async Task WithoutRogues(Pool pool)
    {
        int[] expected = [.. Enumerable.Range(0, 1000).Select(static x => x * 2)];
        for (int look = 0; look < 20; look++)
        {
            Task<int[]> call = pool.MapAsync(static x => x * 2, Enumerable.Range(0, 1000)).Soon();
            if (await call.ContinueWith(static done => done.IsCompletedSuccessfully ? done.Result : [], TaskScheduler.Default) is { Length: 1000 } results && results.AsSpan().SequenceEqual(expected))
            {
                break;
            }
        }

        Assert.Equal(expected, await pool.MapAsync(static x => x * 2, Enumerable.Range(0, 1000)).Soon());
        Assert.Equal(2, pool.WorkerCount);
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
