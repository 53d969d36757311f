namespace Pathos;

public sealed class ThreadPoolTests : PoolContract
{
    protected override PoolTraits Traits { get; } = new() { RunsInCallersProcess = true, CanResize = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null) => Pool.Threads(workers, options);
}
