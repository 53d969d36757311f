using Xunit;

namespace Pathos;

public sealed class TaskRandomTests
{
    [Fact]
    public void Next_SameSeedAndIndex_SameStream()
    {
        var one = new TaskRandom(5, 9);
        var same = new TaskRandom(5, 9);

        Assert.Equal(Enumerable.Range(0, 100).Select(_ => one.NextInt64()), Enumerable.Range(0, 100).Select(_ => same.NextInt64()));
    }

    [Fact]
    public void Next_NeighbouringSeedsAndIndices_ShareNothing()
    {
        long[] first = [.. from seed in Enumerable.Range(0, 50) from index in Enumerable.Range(0, 50) select new TaskRandom(seed, index).NextInt64()];

        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void Next_KnownSeed_KnownAnswer() => Assert.Equal(101142, new TaskRandom(42, 0).Next(1_000_000));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 5)]
    [InlineData(int.MinValue, int.MaxValue)]
    [InlineData(7, 7)]
    public void Next_Bounds_AreKept(int least, int bound)
    {
        var random = new TaskRandom(1, 2);
        for (int i = 0; i < 1000; i++)
        {
            Assert.InRange(random.Next(least, bound), least, Math.Max(least, bound - 1));
        }
    }

    [Fact]
    public void NextInt64_WholeRange_IsKept()
    {
        var random = new TaskRandom(1, 2);
        long[] drawn = [.. Enumerable.Range(0, 1000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))];

        Assert.Contains(drawn, static x => x < 0);
        Assert.Contains(drawn, static x => x > 0);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextDouble(), 0, 0.9999999999999999));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextSingle(), 0, 0.99999994f));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt64(3, 2));
    }

    [Fact]
    public void Next_ManyDraws_AreSpreadEvenly()
    {
        var random = new TaskRandom(3, 4);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            counts[random.Next(10)]++;
        }

        // Ten standard deviations of a fair draw: the seed is fixed, so this is a fact and not a chance.
        Assert.All(counts, static count => Assert.InRange(count, 9000, 11_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(21)]
    public void NextBytes_AnyLength_IsFilledTheSameWay(int length)
    {
        byte[] array = new byte[length];
        byte[] span = new byte[length];
        new TaskRandom(1, 1).NextBytes(array);
        new TaskRandom(1, 1).NextBytes(span.AsSpan());

        Assert.Equal(array, span);
        Assert.Equal(length > 2, array.Any(static b => b != 0));
    }
}
