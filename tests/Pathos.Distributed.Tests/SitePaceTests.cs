namespace Pathos.Distributed.Tests;

/// <summary>What a pool learns of how quick a place is. A worker there says how long its work took.</summary>
public sealed class SitePaceTests
{
    [Theory]
    [InlineData(1e18, 1, 0.8 + 20)]
    [InlineData(1, 0, 0.8 + 20)]
    [InlineData(1, 1e18, 0.8 + 0.002)]
    [InlineData(2, 1, 0.8 + 0.4)]
    public void LearnPace_OnceFromWhateverIsSaid_MovesItByABoundedStep(double ticks, double usual, double expected)
    {
        var site = Site();

        site.LearnPace(ticks, usual);

        Assert.Equal(expected, site.Pace, 6);
    }

    [Fact]
    public void LearnPace_AsOftenAsAWorkerLikes_StaysWithinAHundredTimesOfTheOthers()
    {
        var slow = Site();
        var quick = Site();
        for (int time = 0; time < 1000; time++)
        {
            slow.LearnPace(double.MaxValue, 1);
            quick.LearnPace(1, double.MaxValue);
        }

        Assert.Equal((100, 0.01), (Math.Round(slow.Pace, 6), Math.Round(quick.Pace, 6)));
    }

    /// <summary>A place where nothing is started.</summary>
    private static HubSite Site() => new(new NodeLauncher(static (_, _) => throw new NotSupportedException(), "a place"), 1);
}
