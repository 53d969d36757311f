namespace Pathos;

public sealed class SerialPoolTests : PoolContract
{
    protected override PoolTraits Traits { get; } = new() { RunsInCallersProcess = true, RunsInline = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null) => Pool.Serial(options);
}
