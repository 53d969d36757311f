using Xunit;

namespace Pathos;

public sealed class BatchQueueTests
{
    [Fact]
    public void TryDequeue_Priorities_HigherFirstThenOlder()
    {
        var queue = new BatchQueue<string>();
        queue.Enqueue("low", int.MinValue);
        queue.Enqueue("a", 0);
        queue.Enqueue("b", 0);
        queue.Enqueue("high", int.MaxValue);
        queue.EnqueueFront("front", 0);

        Assert.Equal(["high", "front", "a", "b", "low"], Drain(queue));
    }

    [Fact]
    public void RemoveAll_SomeEntries_TheRestKeepsItsOrder()
    {
        var queue = new BatchQueue<string>();
        foreach (string entry in new[] { "a1", "b1", "a2", "b2", "a3" })
        {
            queue.Enqueue(entry, 0);
        }

        Assert.Equal(["b1", "b2"], queue.RemoveAll(static entry => entry[0] == 'b').Order(StringComparer.Ordinal));
        Assert.Equal(3, queue.Count);
        Assert.Equal(["a1", "a2", "a3"], Drain(queue));
        Assert.False(queue.TryDequeue(out _));
    }

    private static List<string> Drain(BatchQueue<string> queue)
    {
        List<string> all = [];
        while (queue.TryDequeue(out string? entry))
        {
            all.Add(entry);
        }

        return all;
    }
}
