using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task MaxInFlight_SlowConsumer_NoMoreIsReadAhead()
    {
        Pool pool = Open();
        var options = new MapOptions { MaxInFlight = 5 };
        await StaysWithin(5, input => pool.MapInOrder(static x => x, input, options));
        await StaysWithin(5, input => pool.MapAsCompleted(static x => x, input, options));
        await StaysWithin(5, input => pool.MapOutcomes(static x => x, input, options));
        await StaysWithin(5, input => pool.MapInOrder(static x => x, AsyncItems(input), options));
    }

    [Fact]
    public async Task MaxInFlight_ItemsThatFail_CountAsTheOthersDo()
    {
        Pool pool = Open();

        await StaysWithin(5, input => pool.MapOutcomes(static x => x % 2 == 0 ? x : throw new InvalidOperationException("odd"), input, new MapOptions { MaxInFlight = 5 }));
        await StaysWithin(5, input => pool.MapInOrder(static x => x % 2 == 0 ? x : throw new InvalidOperationException("odd"), input, new MapOptions { MaxInFlight = 5, Errors = ErrorPolicy.Complete }), itemsPerResult: 2);
    }

    [Fact]
    public async Task MaxInFlight_ChunkIsLarger_TheWindowWins()
    {
        Pool pool = Open();

        await StaysWithin(3, input => pool.MapInOrder(static x => x, input, new MapOptions { MaxInFlight = 3, ChunkSize = 100 }));
    }

    [Fact]
    public async Task DefaultWindow_ConsumerPauses_InputIsReadNoFurther()
    {
        Pool pool = Open();
        var input = new WatchedInput();
        await using IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, input.Items()).GetAsyncEnumerator();
        Assert.Equal(0, await Next(results));

        // Only the consumer's own steps pull, so what has been pulled now is all until the next step.
        int pulled = input.Pulled;
        await Task.Delay(TestTimeouts.Quiet);
        Assert.Equal(pulled, input.Pulled);
    }

    [Fact]
    public async Task Map_MaxInFlightOfOne_StillDoesAll()
    {
        Pool pool = Open();

        Assert.Equal(Enumerable.Range(1, 100), await Blocking(() => pool.Map(static x => x + 1, Enumerable.Range(0, 100), new MapOptions { MaxInFlight = 1 })));
        Assert.Equal(Enumerable.Range(1, 100), await pool.MapInOrder(static x => x + 1, Enumerable.Range(0, 100), new MapOptions { MaxInFlight = 1 }).Collected());
    }

    [Fact]
    public async Task MaxBufferedBytes_ResultsLargerThanIt_StillDoesAll()
    {
        Pool pool = Open();
        var options = new MapOptions { MaxBufferedBytes = 1 };

        Assert.Equal(Enumerable.Repeat(2000, 20), await Blocking(() => pool.Map(static x => x.Length, Enumerable.Range(0, 20).Select(static _ => new byte[2000]), options)));
        List<byte[]> results = await pool.MapInOrder(static x => new byte[x], Enumerable.Repeat(2000, 20), options).Collected();
        Assert.All(results, static result => Assert.Equal(2000, result.Length));
    }

    /// <summary>Takes some results one by one and asserts after each that no more is ahead of it than allowed.</summary>
    private static async Task StaysWithin<T>(int most, Func<IEnumerable<int>, IAsyncEnumerable<T>> start, int itemsPerResult = 1)
    {
        var input = new WatchedInput();
        await using IAsyncEnumerator<T> results = start(input.Items()).GetAsyncEnumerator();
        for (int consumed = 0; consumed < 40; consumed++)
        {
            await Next(results);

            // The result just taken still counts: the consumer holds it until it asks for the next one. A failure that gives no result passes unseen.
            Assert.InRange(input.Pulled, consumed + 1, ((consumed + 1) * itemsPerResult) - 1 + most);
        }
    }
}
