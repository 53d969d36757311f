namespace Pathos.Remote.Tests;

/// <summary>A server behind a slow line; see <see cref="SlowLineTests"/>.</summary>
[Collection(ServerHost.Collection)]
public sealed class SlowServerLineTests(ServerHost host)
{
    private const int Bytes = 3_000_000;
    private const int BytesPerSecond = 2_000_000;

    [Fact]
    public async Task Map_LargeArgumentsAndResultsOverASlowLine_EachItemBeginsOnce()
    {
        using var folder = new TestFolder();
        FileLedger begun = folder.Ledger();
        await using var relay = new SlowRelay(host.Server.Address.Port, BytesPerSecond);
        await using Pool pool = Pool.Connect($"tcp://127.0.0.1:{relay.Port}/2", host.Credentials, new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(1) });

        byte[][] results = await pool.MapAsync(
            bytes =>
            {
                begun.Add(bytes[0]);
                return bytes;
            },
            [SlowPayload.Of(1, Bytes), SlowPayload.Of(2, Bytes)],
            new MapOptions { ChunkSize = 1, IsRepeatable = false }).Soon();

        Assert.Equal([SlowPayload.Of(1, Bytes), SlowPayload.Of(2, Bytes)], results);
        Assert.Equal(["1", "2"], begun.Entries);
    }
}
