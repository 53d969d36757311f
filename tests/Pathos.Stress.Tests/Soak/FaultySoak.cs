using System.Globalization;
using Pathos.Serialization;
using Xunit.Abstractions;

namespace Pathos.Stress.Tests;

/// <summary>Every verb at once over connections that misbehave, with workers that are threads of this process and serialise everything.</summary>
/// <remarks>
/// What may be asserted depends on what is broken. The wire has no checksums: the sockets beneath it neither lose nor change bytes, and a checksum of every payload would cost the
/// speed that they give. So a stream that ends or has a wrong length, kind or count in it must be noticed by its structure, and every result that comes is right. But a bit that
/// flips in what a frame carries, or in the id that says whose it is, is another message as good as the first; and where bytes vanish from the middle of an array, those that follow
/// take their place. Then results may be wrong, and the promise is only that nothing hangs, nothing ends the process, and memory stays within bounds.
/// </remarks>
public sealed class FaultySoak(ITestOutputHelper output)
{
    private const long MemoryBound = 512L << 20;

    private static readonly ProcessPoolOptions s_options = new()
    {
        HeartbeatTimeout = TimeSpan.FromMilliseconds(500),
        OpenTimeout = TimeSpan.FromSeconds(5),
        Retry = new RetryPolicy { LostWorkerRetries = 40 },
        Output = static _ => { },
    };

    public enum Fault
    {
        Truncate,
        CorruptStructure,
        Drop,
        CorruptAnything,
    }

    [Fact]
    public async Task EveryVerb_DelaysAndSplits_EveryResultIsRight()
    {
        var faults = new WireFaults { Seed = SoakSettings.Seed, DelayRate = 0.05, SplitRate = 0.1 };
        var tally = new Tally();

        await RunAsync("delays and splits", faults, tally, tolerates: null);

        Assert.Equal((0, 0, 0, 0), (tally.Lost, tally.Duplicated, tally.Wrong, tally.Failed));
    }

    [Theory]
    [InlineData(Fault.Truncate)]
    [InlineData(Fault.CorruptStructure)]
    public async Task EveryVerb_StructureBreaks_EveryResultIsRightOrATypedError(Fault fault)
    {
        var tally = new Tally();

        // A payload that lost its end is one that cannot be decoded.
        await RunAsync(fault.ToString(), FaultsOf(fault), tally, static error => error is PoolException or InvalidDataException or NotShippableException or CodeException);

        Assert.Equal((0, 0, 0), (tally.Lost, tally.Duplicated, tally.Wrong));
    }

    [Theory]
    [InlineData(Fault.Drop)]
    [InlineData(Fault.CorruptAnything)]
    public async Task EveryVerb_ContentChanges_NothingHangsAndMemoryIsBounded(Fault fault)
    {
        var tally = new Tally();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await RunAsync(fault.ToString(), FaultsOf(fault), tally, static _ => true);

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < MemoryBound, $"The heap has grown by {grown} bytes.");
    }

    private static WireFaults FaultsOf(Fault fault) => new()
    {
        Seed = SoakSettings.Seed,
        TruncateRate = fault == Fault.Truncate ? 0.01 : 0,
        DropRate = fault == Fault.Drop ? 0.01 : 0,
        CorruptRate = fault is Fault.CorruptStructure or Fault.CorruptAnything ? 0.01 : 0,
        SparesContent = fault == Fault.CorruptStructure,
        DelayRate = 0.01,
        SplitRate = 0.02,
    };

    private async Task RunAsync(string name, WireFaults faults, Tally tally, Func<Exception, bool>? tolerates)
    {
        await using (Pool pool = Pool.InMemory(3, s_options, faults))
        {
            await new Scenarios(pool, SoakSettings.Seed, tally).RunAsync(SoakSettings.Faulty, tolerates).WaitAsync(SoakSettings.Faulty + TestTimeouts.Unexpected);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"soak: {name}, seed {SoakSettings.Seed}, tasks {tally.Tasks}, faults {faults.Injected}, calls failed {tally.Failed}; lost {tally.Lost}, duplicated {tally.Duplicated}, wrong {tally.Wrong}"));
        Assert.True(tally.Tasks > 100, $"Only {tally.Tasks} tasks were run.");
        Assert.True(faults.Injected > 0, "Nothing went wrong.");
    }
}
