namespace Pathos.Remote.Tests;

/// <summary>Several pools on one server.</summary>
public sealed class SharingTests
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("another secret of these tests");

    [Fact]
    public async Task TwoClients_BothBusy_NeverRunMoreThanTheServerHasAndBothGetOn()
    {
        using var folder = new TestFolder();
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 2, CacheFolder = folder.Path });
        await using Pool one = Pool.Connect($"tcp://{server.Address}", s_credentials);
        await using Pool two = Pool.Connect($"tcp://{server.Address}", s_credentials);
        await Task.WhenAll(one.ReadyAsync(), two.ReadyAsync()).Soon();
        FileLedger running = folder.Ledger("running");
        string marks = Path.Combine(folder.Path, "marks");
        Directory.CreateDirectory(marks);
        Func<int, int> counts = x =>
        {
            // How many tasks of both pools run now, this one among them: each has a file while it runs.
            string mark = Path.Combine(marks, Guid.NewGuid().ToString("N"));
            File.WriteAllText(mark, "");
            int now = Directory.GetFiles(marks).Length;
            running.Add(now);
            Thread.SpinWait(2_000_000);
            File.Delete(mark);
            return now;
        };

        Task<int[]> first = one.MapAsync(counts, Enumerable.Range(0, 60), new MapOptions { ChunkSize = 1 });
        Task<int[]> second = two.MapAsync(counts, Enumerable.Range(0, 60), new MapOptions { ChunkSize = 1 });
        int[] seen = [.. await first.Soon(), .. await second.Soon()];

        Assert.InRange(seen.Max(), 1, 2);
        Assert.All(server.GetClients(), static client => Assert.InRange(client.Share, 0, 2));
        Assert.Equal(2, server.GetClients().Count);
    }

    [Fact]
    public async Task IdleExit_LastClientLeaves_TheServerEnds()
    {
        using var folder = new TestFolder();
        PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 1, CacheFolder = folder.Path, IdleExit = TimeSpan.FromMilliseconds(500) });
        await using (Pool pool = Pool.Connect($"tcp://{server.Address}/1", s_credentials))
        {
            Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
        }

        await server.Ended.Soon();
    }

    [Fact]
    public async Task DrainAsync_ClientIsBusy_EndsAfterIt()
    {
        using var folder = new TestFolder();
        PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 1, CacheFolder = folder.Path });
        FileGate gate = folder.Gate();
        Pool pool = Pool.Connect($"tcp://{server.Address}/1", s_credentials);
        Task<int> call = pool.PipeAsync(() =>
        {
            gate.Pass();
            return 7;
        });
        await gate.EnteredAsync();

        Task drained = server.DrainAsync();
        await using Pool late = Pool.Connect($"tcp://{server.Address}/1", s_credentials, new PoolOptions { OpenTimeout = TimeSpan.FromSeconds(5) });
        await Assert.ThrowsAsync<PoolOpenException>(() => late.ReadyAsync().Soon());
        Assert.False(drained.IsCompleted);
        gate.Open();

        Assert.Equal(7, await call.Soon());
        await pool.DisposeAsync().Soon();
        await drained.Soon();
    }
}
