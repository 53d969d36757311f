using Xunit;

namespace Pathos;

public sealed class ChunkerTests
{
    private static readonly TimeSpan s_target = TimeSpan.FromMilliseconds(2);

    [Fact]
    public void Next_FixedSize_IsThatSize() => Assert.Equal(7, new Chunker(new MapOptions { ChunkSize = 7 }, 1000, 2, s_target).Next(1000, 2));

    [Fact]
    public void Next_NothingKnown_StartsWithOne() => Assert.Equal(1, new Chunker(MapOptions.Default, null, 2, s_target).Next(null, 2));

    [Fact]
    public void Next_QuickItems_GrowsByAFactorAndThenToTheTargetTime()
    {
        var chunker = new Chunker(MapOptions.Default, null, 2, s_target);
        int size = 1;
        for (int batch = 0; batch < 20; batch++)
        {
            // One microsecond an item: 2000 of them fill a batch.
            chunker.Learn(size, TimeSpan.FromMicroseconds(size), bytes: 0);
            int next = chunker.Next(null, 2);
            Assert.InRange(next, size, size * 16);
            size = next;
        }

        Assert.Equal(2000, size);
    }

    [Fact]
    public void Next_SlowItems_TravelAlone()
    {
        var chunker = new Chunker(MapOptions.Default, 10_000, 2, s_target);
        chunker.Learn(10, TimeSpan.FromSeconds(1), bytes: 0);

        Assert.Equal(1, chunker.Next(10_000, 2));
    }

    [Fact]
    public void Next_LargeItems_AreBoundedByTheirBytes()
    {
        var chunker = new Chunker(MapOptions.Default, null, 2, s_target);
        chunker.Learn(64, TimeSpan.FromMicroseconds(1), bytes: 64 * 100_000L);

        Assert.InRange(chunker.Next(null, 2), 1, 10);
    }

    [Fact]
    public void Next_TowardsTheEnd_IsAFairPartOfTheRest()
    {
        var chunker = new Chunker(MapOptions.Default, 1_000_000, 4, s_target);
        chunker.Learn(1000, TimeSpan.FromMicroseconds(1), bytes: 0);

        Assert.Equal(10, chunker.Next(80, 4));
        Assert.Equal(1, chunker.Next(8, 4));
        Assert.Equal(1, chunker.Next(1, 4));
        Assert.Equal(1, chunker.Next(-3, 4));
    }

    [Fact]
    public void Next_OverlappingItems_ChunkHoldsEnoughToOverlap()
    {
        var chunker = new Chunker(new MapOptions { ConcurrencyPerWorker = 4 }, 8, 2, s_target);

        Assert.Equal(4, chunker.Next(8, 2));
        Assert.Equal(4, chunker.Next(4, 2));
    }

    [Fact]
    public void Depth_TinyFixedChunks_AreQueuedDeeperWithinBounds()
    {
        var chunker = new Chunker(new MapOptions { ChunkSize = 1 }, null, 2, s_target);
        Assert.Equal(3, chunker.Depth(2));
        chunker.Learn(1, TimeSpan.FromTicks(1), bytes: 0);

        Assert.Equal(128, chunker.Depth(2));
        Assert.Equal(501, chunker.Depth(500));
    }

    [Fact]
    public void Next_ConsumerIsNotKnown_IsOne()
    {
        var chunker = new Chunker(MapOptions.Default, 1_000_000, 2, s_target, hasConsumer: true);
        chunker.Learn(64, TimeSpan.FromMicroseconds(1), bytes: 0);

        Assert.Equal(1, chunker.Next(null, 2));
    }

    [Fact]
    public void Next_ConsumerIsSlow_IsWhatItTakesSoon()
    {
        var chunker = new Chunker(MapOptions.Default, null, 2, s_target, hasConsumer: true);
        chunker.Learn(1000, TimeSpan.FromMicroseconds(1), bytes: 0);

        // 200 items in 200 ms, spread over ten batches; then one a second.
        chunker.LearnPace(100, TimeSpan.FromMilliseconds(100), batches: 10);
        Assert.Equal(20, chunker.Next(null, 2));
        for (int item = 0; item < 10; item++)
        {
            chunker.LearnPace(1, TimeSpan.FromSeconds(1), batches: 10);
        }

        Assert.Equal(1, chunker.Next(null, 2));
    }

    [Fact]
    public void Next_FastConsumerIsHeldUpOnce_StaysLarge()
    {
        var chunker = new Chunker(MapOptions.Default, null, 2, s_target, hasConsumer: true);
        chunker.Learn(1000, TimeSpan.FromMicroseconds(100), bytes: 0);
        chunker.LearnPace(1_000_000, TimeSpan.FromMilliseconds(100), batches: 10);
        int before = chunker.Next(null, 2);

        chunker.LearnPace(1, TimeSpan.FromMilliseconds(20), batches: 10);

        Assert.Equal(before, chunker.Next(null, 2));
    }

    [Fact]
    public void Depth_AdaptiveChunks_IsWhatThePoolAllows() => Assert.Equal(3, new Chunker(MapOptions.Default, null, 2, s_target).Depth(2));
}
