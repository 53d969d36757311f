namespace Pathos.Distributed.Tests;

/// <summary>The contract over a hub whose workers are threads that still serialise everything.</summary>
public sealed class InMemoryPoolTests : PoolContract
{
    protected override PoolTraits Traits { get; } = new() { RunsInCallersProcess = true, CopiesValues = true, CanResize = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null) => Pool.InMemory(workers, options);
}
