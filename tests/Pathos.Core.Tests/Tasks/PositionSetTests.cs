using Xunit;

namespace Pathos;

public sealed class PositionSetTests
{
    [Fact]
    public void TryAdd_EveryOrder_EachPositionOnce()
    {
        var random = new System.Random(7);
        for (int round = 0; round < 200; round++)
        {
            var set = default(PositionSet);
            int[] order = [.. Enumerable.Range(0, 40)];
            random.Shuffle(order);
            for (int i = 0; i < order.Length; i++)
            {
                Assert.False(set.Contains(order[i]));
                Assert.True(set.TryAdd(order[i], 1));
                Assert.False(set.TryAdd(order[i], 1));
                Assert.All(order[..(i + 1)], position => Assert.True(set.Contains(position)));
                Assert.All(order[(i + 1)..], position => Assert.False(set.Contains(position)));
            }
        }
    }

    [Fact]
    public void TryAdd_RunsAroundAStray_CloseUp()
    {
        var set = default(PositionSet);

        Assert.True(set.TryAdd(5, 2));
        Assert.True(set.TryAdd(0, 5));
        Assert.True(set.TryAdd(7, 3));
        Assert.False(set.TryAdd(6, 1));
        Assert.True(set.Contains(9));
        Assert.False(set.Contains(10));
    }

    [Fact]
    public void TryAdd_RunOverAStray_AddsNothing()
    {
        var set = default(PositionSet);
        Assert.True(set.TryAdd(2, 1));

        Assert.False(set.TryAdd(0, 4));
        Assert.False(set.TryAdd(1, 2));

        Assert.Equal(0, set.NextMissing(0));
        Assert.Equal(3, set.NextMissing(2));
        Assert.True(set.TryAdd(0, 2));
        Assert.Equal(3, set.NextMissing(0));
    }
}
