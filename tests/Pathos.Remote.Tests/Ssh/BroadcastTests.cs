using System.Globalization;

namespace Pathos.Remote.Tests;

/// <summary>A large value that many workers of a host need crosses the network once.</summary>
[Collection(SshHosts.Collection)]
public sealed class BroadcastTests(SshHosts hosts)
{
    private const int Bytes = 8 << 20;

    [Fact]
    public async Task Broadcast_SeveralWorkersOfAHost_ComesThereOnce()
    {
        SshServer server = hosts.Servers["hosta"];
        await using Pool pool = Pool.Open(hosts.Options(), "ssh://hosta/3", "local/1");
        Assert.Equal(4, (await pool.RunOnAllAsync(static () => Environment.ProcessId).Soon()).Distinct().Count());
        byte[] value = new byte[Bytes];
        new Random(7).NextBytes(value);
        Broadcast<byte[]> shared = pool.Broadcast(value);
        int node = Where.NodeOf(server);
        long before = BytesRead(node);

        long[] sums = await pool.RunOnAllAsync(() => shared.Value.Sum(static x => (long)x)).Soon();

        Assert.Equal(Enumerable.Repeat(value.Sum(static x => (long)x), 4), sums);
        Assert.InRange(BytesRead(node) - before, Bytes, 2L * Bytes);
    }

    /// <summary>What a node has read: it gets all that comes to its host by its standard input.</summary>
    private static long BytesRead(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/io").First(static line => line.StartsWith("rchar:", StringComparison.Ordinal))["rchar:".Length..], CultureInfo.InvariantCulture);
}
