namespace Pathos;

/// <summary>Two parts behind one pool: one of a thread, the other of the rest.</summary>
public sealed class MixedPoolTests : PoolContract
{
    protected override PoolTraits Traits { get; } = new() { RunsInCallersProcess = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null) =>
        Pool.Open(options ?? new PoolOptions(), $"threads/{Math.Max(0, workers - 1)}", $"threads/{Math.Min(workers, 1)}");
}
