namespace Pathos.Remote.Tests;

/// <summary>Calls that only some hosts can run.</summary>
[Collection(SshHosts.Collection)]
public sealed class LabelTests(SshHosts hosts)
{
    [Fact]
    public async Task Resources_OneHostHasThem_RunsTheCallWhileOthersGoOn()
    {
        await using Pool pool = Pool.Open(hosts.Options(), "ssh://hosta/1?label=gpu,big", "ssh://hostb/1", "local/1?label=here");
        Func<int, string?> where = static _ =>
        {
            Thread.SpinWait(200_000);
            return Environment.GetEnvironmentVariable("PATHOS_HOST");
        };
        int[] items = [.. Enumerable.Range(0, 40)];

        Task<string?[]> gpu = pool.MapAsync(where, items, new MapOptions { Resources = ["gpu"], ChunkSize = 1 });
        Task<string?[]> here = pool.MapAsync(where, items, new MapOptions { Resources = ["here"], ChunkSize = 1 });
        Task<string?[]> anywhere = pool.MapAsync(where, items, new MapOptions { ChunkSize = 1 });

        Assert.All(await gpu.Soon(), static host => Assert.Equal("hosta", host));
        Assert.All(await here.Soon(), static host => Assert.Null(host));
        Assert.Equal(40, (await anywhere.Soon()).Length);
    }

    [Fact]
    public async Task Resources_NoHostHasThem_IsAnErrorAtOnce()
    {
        await using Pool pool = Pool.Open("local/1?label=gpu");

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => pool.MapAsync(static x => x, [1], new MapOptions { Resources = ["gpu", "big"] }).Soon());

        Assert.Contains("big", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, await pool.PipeAsync(static x => x + 1, 1, new MapOptions { Resources = ["gpu"] }).Soon());
    }

    [Fact]
    public async Task Resources_MixedWithThreads_GoToTheRightPart()
    {
        await using Pool pool = Pool.Open("threads/1?label=shared", "local/1?label=apart");
        int own = Environment.ProcessId;

        Assert.Equal(own, await pool.PipeAsync(static () => Environment.ProcessId, new MapOptions { Resources = ["shared"] }).Soon());
        Assert.NotEqual(own, await pool.PipeAsync(static () => Environment.ProcessId, new MapOptions { Resources = ["apart"] }).Soon());
    }

    [Fact]
    public void Spec_WithAnUnknownSetting_PointsAtIt()
    {
        HostSpecException error = Assert.Throws<HostSpecException>(static () => Pool.Open("local/1?lable=gpu"));

        Assert.Contains("lable", error.Message, StringComparison.Ordinal);
    }
}
