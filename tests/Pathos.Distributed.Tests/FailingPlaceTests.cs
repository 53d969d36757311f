using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>A place of a pool where no worker can be started, for as long as anybody looks.</summary>
public sealed class FailingPlaceTests
{
    private const int Few = 10;

    [Fact]
    public async Task Place_FailsAtOnceAgainAndAgain_IsTriedLessAndLessOften()
    {
        var failing = new FailingLauncher();
        var options = new ProcessPoolOptions();
        await using var pool = new Pool(["local/1"], options, () => new DistributedBackend(2, options, hubOptions =>
        {
            var door = new Door();
            return new Hub(hubOptions, door, new HubSite(failing, 1, isRequired: false), LocalSite.Open(1, options, door, hubOptions));
        }));

        await pool.ReadyAsync().Soon();
        await failing.TriedAgain.Task.Soon();
        await Task.Delay(TestTimeouts.Quiet);

        // Without a pause there would be thousands by now.
        Assert.InRange(failing.Tries, 2, Few);
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    private sealed class FailingLauncher : WorkerLauncher
    {
        private int _tries;

        public TaskCompletionSource TriedAgain { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Tries => Volatile.Read(ref _tries);

        public override bool KeepsTrying => true;

        public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _tries) > 1)
            {
                TriedAgain.TrySetResult();
            }

            return Task.FromException<LaunchedWorker>(new PoolOpenException("Nothing can be started here."));
        }
    }
}
