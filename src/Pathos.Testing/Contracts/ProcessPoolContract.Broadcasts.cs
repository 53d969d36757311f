using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public async Task Broadcast_InEveryWorker_IsTheValueAndStaysItWhenWorkersAreReplaced(int length)
    {
        Pool pool = Open(options: new PoolOptions { MaxTasksPerWorker = 4 });
        double[] values = [.. Enumerable.Range(0, length).Select(static i => i * 0.25)];
        string[] names = [.. Enumerable.Range(0, length / 10).Select(static i => $"name {i}")];
        Broadcast<(double[] Values, string[] Names)> shared = pool.Broadcast((values, names));

        (int Pid, double Sum, string Last)[] seen = await pool.MapAsync(
            _ => (Environment.ProcessId, shared.Value.Values.Sum(), shared.Value.Names[^1]), Enumerable.Range(0, 24), new MapOptions { ChunkSize = 1 }).Soon();

        Assert.All(seen, task => Assert.Equal((values.Sum(), names[^1]), (task.Sum, task.Last)));
        Assert.InRange(seen.Select(static task => task.Pid).Distinct().Count(), 6, 24);
    }
}
