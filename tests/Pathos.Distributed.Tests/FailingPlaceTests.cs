using System.Diagnostics;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>A place of a pool where no worker can be started, for as long as anybody looks.</summary>
public sealed class FailingPlaceTests
{
    private const int Few = 10;

    // A first pause is never longer, and a third one is at least twice as long: more than that on a machine that is busy.
    private static readonly TimeSpan s_longestFirstPause = TimeSpan.FromMilliseconds(500);

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
        TimeSpan third = await failing.ThirdPause.Task.Soon();
        await Task.Delay(TestTimeouts.Quiet);

        // Without a pause there would be thousands by now.
        Assert.InRange(failing.Tries, 4, Few);
        Assert.True(third > s_longestFirstPause, $"The third pause is {third}.");
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    private sealed class FailingLauncher : WorkerLauncher
    {
        private int _tries;
        private long _last;

        /// <summary>Gets the time between the third try and the fourth.</summary>
        public TaskCompletionSource<TimeSpan> ThirdPause { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Tries => Volatile.Read(ref _tries);

        public override bool KeepsTrying => true;

        public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
        {
            TimeSpan pause = Stopwatch.GetElapsedTime(_last);
            if (Interlocked.Increment(ref _tries) == 4)
            {
                ThirdPause.SetResult(pause);
            }

            _last = Stopwatch.GetTimestamp();
            return Task.FromException<LaunchedWorker>(new PoolOpenException("Nothing can be started here."));
        }
    }
}
