using Xunit;

namespace Pathos;

public sealed class StopTests
{
    [Fact]
    public async Task Stop_WaitsForTheLockOfTheCall_NobodySeesItStoppedWithoutItsReason()
    {
        await using Pool pool = Pool.Serial();
        var run = new WatchedRun(pool);

        Assert.True(run.IsNeverStoppedWithoutReason(new TimeoutException()));
    }

    private sealed class WatchedRun(Pool pool) : MapRun<int, int>(
        new MapRequest<int, int>(pool, "Map", new SyncFunction<int, int>(s_function), s_function, new MapInput<int>([]), MapOptions.Default),
        isBlocking: false,
        ErrorPolicy.FailFast,
        measuresItems: false)
    {
        private static readonly Func<int, int> s_function = static x => x;

        protected override bool IsStreaming => true;

        /// <summary>Stops the call on another thread, and looks as a driver does before that thread gets the lock, and
        /// afterwards.</summary>
        public bool IsNeverStoppedWithoutReason(Exception reason)
        {
            var stopper = new Thread(() => Stop(reason)) { IsBackground = true };
            bool isKnown;
            lock (Gate)
            {
                stopper.Start();
                _ = SpinWait.SpinUntil(() => stopper.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TestTimeouts.Unexpected);
                isKnown = !IsStopped || Verdict() is not null;
            }

            stopper.Join();
            return isKnown && IsStopped && Verdict() == reason;
        }

        protected override void Collect_NeedsLock(Batch<int, int> batch, int start, ReadOnlySpan<int> values, ReadOnlySpan<long> durations)
        {
        }

        protected override void CollectFailure_NeedsLock(in FailedItem item, Exception error)
        {
        }
    }
}
