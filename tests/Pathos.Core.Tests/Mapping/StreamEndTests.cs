using Xunit;

namespace Pathos;

public sealed class StreamEndTests
{
    private const int Rounds = 3_000;

    [Fact]
    public async Task Dispose_DuringTheFirstStep_TheCallEndsWhicheverComesFirst()
    {
        Pool pool = Pool.Serial();
        IAsyncEnumerator<int>? next = null;
        int stepped = 0;
        var stepper = new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                IAsyncEnumerator<int>? results;
                while ((results = Interlocked.Exchange(ref next, null)) is null)
                {
                }

                _ = results.MoveNextAsync().AsTask().ContinueWith(static step => _ = step.Exception, TaskScheduler.Default);
                Volatile.Write(ref stepped, round + 1);
            }
        });
        stepper.Start();
        for (int round = 0; round < Rounds; round++)
        {
            IAsyncEnumerator<int> results = pool.MapInOrder(static x => x, [1, 2]).GetAsyncEnumerator();
            Volatile.Write(ref next, results);

            // Sweeps over the first step: before it, and at each of its first instructions.
            Thread.SpinWait(round % 64);
            await results.DisposeAsync();
            SpinWait.SpinUntil(() => Volatile.Read(ref stepped) == round + 1);
        }

        stepper.Join();

        // A call that had not ended would be waited for.
        pool.Close();
        await pool.JoinAsync().Soon();
    }
}
