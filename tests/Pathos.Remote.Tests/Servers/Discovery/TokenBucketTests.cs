using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>How often answers are allowed.</summary>
public sealed class TokenBucketTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void TryTake_TimeStandsStill_GivesItsCapacityAndNoMore()
    {
        var bucket = new TokenBucket(3, s_interval, new StandingClock());

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => bucket.TryTake()));
    }

    [Fact]
    public void TryTake_TimePasses_GivesOneAnIntervalAndNeverMoreThanItsCapacity()
    {
        var clock = new StandingClock();
        var bucket = new TokenBucket(2, s_interval, clock);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.TryTake()));

        clock.Pass(s_interval);
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => bucket.TryTake()));

        clock.Pass(s_interval * 100);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.TryTake()));
    }

    /// <summary>A clock that moves when it is told to.</summary>
    private sealed class StandingClock : TimeProvider
    {
        private TimeSpan _now = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Pass(TimeSpan time) => _now += time;
    }
}
