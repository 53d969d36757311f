using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    // What seed 42 gives the first four items. Every kind of pool must agree with these literals, and so with every other kind.
    private static readonly int[] s_drawnWithSeed42 = [101142, 987350, 148451, 294914];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 100)]
    public async Task Random_OfASeed_IsTheSameForAnyWorkersAndChunks(int workers, int chunkSize)
    {
        Pool pool = Open(workers);
        var options = new MapOptions { Seed = 42, ChunkSize = chunkSize };

        int[] drawn = await Blocking(() => pool.Map(static _ => TaskContext.Current.Random.Next(1_000_000), Enumerable.Range(0, 50), options));

        Assert.Equal(s_drawnWithSeed42, drawn[..4]);
        Assert.Equal(drawn, (await pool.MapOutcomes(static _ => TaskContext.Current.Random.Next(1_000_000), Enumerable.Range(0, 50), options).Collected()).OrderBy(static o => o.Index).Select(static o => o.Value));
        Assert.True(drawn.Distinct().Count() > 45, "Items should draw different numbers.");
    }

    [Fact]
    public async Task Random_OverlappingItems_DrawAsTheyDoAlone()
    {
        Pool pool = Open();

        int[] drawn = await Blocking(() => pool.Map(
            static async _ =>
            {
                await Task.Yield();
                return TaskContext.Current.Random.Next(1_000_000);
            },
            Enumerable.Range(0, 4),
            new MapOptions { Seed = 42, ConcurrencyPerWorker = 4 }));

        Assert.Equal(s_drawnWithSeed42, drawn);
    }

    [Fact]
    public async Task Random_Retry_DrawsTheSameAgain()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Blocking(() => pool.Map(
            x =>
            {
                int drawn = TaskContext.Current.Random.Next(1_000_000);
                ledger.Add(drawn);
                return TaskContext.Current.Attempt < 3 ? throw new InvalidOperationException("again") : x;
            },
            [0],
            new MapOptions { Seed = 42, Retry = new RetryPolicy { ExceptionRetries = 2 } }));

        Assert.Equal(Enumerable.Repeat($"{s_drawnWithSeed42[0]}", 3), ledger.Entries);
    }

    [Fact]
    public async Task Random_SeedOfThePool_IsTheDefaultOfItsCalls()
    {
        Pool pool = Open(options: new PoolOptions { Seed = 42 });

        Assert.Equal(s_drawnWithSeed42, await Blocking(() => pool.Map(static _ => TaskContext.Current.Random.Next(1_000_000), Enumerable.Range(0, 4))));
        Assert.Equal(s_drawnWithSeed42[0], await Blocking(() => pool.Pipe(static () => TaskContext.Current.Random.Next(1_000_000))));
    }

    [Fact]
    public async Task Random_NoSeed_DiffersFromCallToCall()
    {
        Pool pool = Open();

        long[] first = await Blocking(() => pool.Map(static _ => TaskContext.Current.Random.NextInt64(), Enumerable.Range(0, 10)));
        long[] second = await Blocking(() => pool.Map(static _ => TaskContext.Current.Random.NextInt64(), Enumerable.Range(0, 10)));

        Assert.Equal(20, first.Concat(second).Distinct().Count());
    }
}
