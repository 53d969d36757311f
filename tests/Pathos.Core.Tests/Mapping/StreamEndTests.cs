using Xunit;

namespace Pathos;

public sealed class StreamEndTests
{
    [Fact]
    public async Task Dispose_DuringTheFirstStep_TheCallEndsWhicheverComesFirst()
    {
        Pool pool = Pool.Serial();
        using var both = new Barrier(2);
        for (int round = 0; round < 5_000; round++)
        {
            IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, [1, 2]).GetAsyncEnumerator();
            Task step = Task.Run(async () =>
            {
                both.SignalAndWait();
                try
                {
                    await results.MoveNextAsync();
                }
                catch (OperationCanceledException)
                {
                    // Disposed in the middle.
                }
            });
            both.SignalAndWait();
            await results.DisposeAsync();
            await step;
        }

        // A call that had not ended would be waited for.
        pool.Close();
        await pool.JoinAsync().Soon();
    }
}
