namespace Pathos.Remote.Tests;

/// <summary>A host behind a line on which an argument takes several times as long as the longest silence of a worker. Nothing is wrong with the worker: it still receives.</summary>
[Collection(NetworkFixture.Collection)]
public sealed class SlowLineTests(NetworkFixture network)
{
    private const int Bytes = 3_000_000;
    private const int BytesPerSecond = 2_000_000;

    [Fact]
    public async Task Map_LargeArgumentsAndResultsOverASlowLine_EachItemBeginsOnce()
    {
        using var folder = new TestFolder();
        FileLedger begun = folder.Ledger();
        await using Pool pool = Pool.Open(network.Options with { HeartbeatTimeout = TimeSpan.FromSeconds(1) }, "ssh://hosta/2");
        await pool.ReadyAsync().Soon();

        await network.Hosts.SlowAsync("hosta", BytesPerSecond);
        byte[][] results;
        try
        {
            // Both workers share the line, so what the second one gets waits behind what the first one gets.
            results = await pool.MapAsync(
                bytes =>
                {
                    begun.Add(bytes[0]);
                    return bytes;
                },
                [SlowPayload.Of(1, Bytes), SlowPayload.Of(2, Bytes)],
                new MapOptions { ChunkSize = 1, IsRepeatable = false }).Soon();
        }
        finally
        {
            await network.Hosts.HastenAsync("hosta");
        }

        Assert.Equal([SlowPayload.Of(1, Bytes), SlowPayload.Of(2, Bytes)], results);
        Assert.Equal(["1", "2"], begun.Entries);
    }
}
