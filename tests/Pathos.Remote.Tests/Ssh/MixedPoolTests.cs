namespace Pathos.Remote.Tests;

/// <summary>What every pool must do, with workers of two hosts and of this machine behind one hub.</summary>
[Collection(SshHosts.Collection)]
public sealed class MixedPoolTests(SshHosts hosts) : PoolContract
{
    protected override PoolTraits Traits { get; } = new() { HasProcesses = true, CopiesValues = true, SpansHosts = true };

    protected override Pool CreatePool(int workers, PoolOptions? options = null)
    {
        int here = (workers + 2) / 3;
        int there = (workers - here + 1) / 2;
        return Pool.Open(hosts.Options(options), $"local/{here}", $"ssh://hosta/{there}", $"ssh://hostb/{workers - here - there}");
    }
}
