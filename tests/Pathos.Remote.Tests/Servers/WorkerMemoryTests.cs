using System.Runtime.InteropServices;

namespace Pathos.Remote.Tests;

/// <summary>How much memory a server allows each worker, whatever its client says.</summary>
public sealed class WorkerMemoryTests : IAsyncLifetime
{
    private const int Mega = 1 << 20;

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of a server with little memory");

    private readonly TestFolder _folder = new();
    private PoolServer _server = null!;

    public async Task InitializeAsync() => _server = await PoolServer.StartAsync(
        s_credentials, new PoolServerOptions { Workers = 1, DiscoveryPort = null, CacheFolder = _folder.Path, MaxMemoryPerWorker = 200L * Mega });

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync().AsTask().Soon();
        _folder.Dispose();
    }

    [Fact]
    public async Task Task_WantsMoreOfDotnet_GetsAnExceptionAndItsWorkerStays()
    {
        await using Pool pool = Pool.Connect($"tcp://{_server.Address}/1", s_credentials);
        int before = await pool.PipeAsync(static () => Environment.ProcessId).Soon();

        await Assert.ThrowsAsync<OutOfMemoryException>(() => pool.PipeAsync(static () =>
        {
            byte[][] all = [.. Enumerable.Range(0, 400).Select(static _ => GC.AllocateUninitializedArray<byte>(Mega))];
            return all.Length;
        }).Soon());

        Assert.Equal(before, await pool.PipeAsync(static () => Environment.ProcessId).Soon());
    }

    [Fact]
    public async Task Task_TakesMoreInAnotherWay_IsEndedAndSaysWhy()
    {
        await using Pool pool = Pool.Connect($"tcp://{_server.Address}/1", s_credentials);

        PoolException lost = await Assert.ThrowsAnyAsync<PoolException>(() => pool.PipeAsync(
            static () =>
            {
                TakeNative(400);
                return 1;
            },
            new MapOptions { IsRepeatable = false }).Soon());

        Assert.Contains("200 MB that this server allows", lost.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    [Fact]
    public async Task StartAsync_LessThanAProcessNeeds_IsRefused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => PoolServer.StartAsync(s_credentials, new PoolServerOptions { MaxMemoryPerWorker = PoolServerOptions.LeastMemoryPerWorker - 1 }));

    private static unsafe void TakeNative(int megabytes)
    {
        for (int taken = 0; taken < megabytes; taken++)
        {
            // Never freed, and written to: else the system would not count it.
            NativeMemory.Fill(NativeMemory.Alloc(Mega), Mega, 1);
        }

        // The end comes while it is here.
        new ManualResetEventSlim().Wait();
    }
}
