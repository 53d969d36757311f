namespace Pathos.Distributed.Tests;

/// <summary>Where the second copy of a straggler goes.</summary>
public sealed class SpeculationPlacementTests
{
    private const int Straggler = 9;

    [Fact]
    public async Task Copy_BothWorkersHaveStragglers_NeverWaitsBehindItsOwnOriginal()
    {
        await using Pool pool = Pool.InMemory(2);
        using var folder = new TestFolder();

        // Which worker gets which straggler is chance: a few rounds see both.
        for (int round = 0; round < 4; round++)
        {
            (Task<int[]> first, FileGate _, FileLedger firstBegun) = Straggle(pool, folder, $"first-{round}");
            await firstBegun.ReachesAsync(1);
            (Task<int[]> second, FileGate gate, FileLedger secondBegun) = Straggle(pool, folder, $"second-{round}");
            await secondBegun.ReachesAsync(1);

            // Both workers are held by an original, so each copy has to wait for the other's worker: opening one gate must end both maps.
            await Task.Delay(TestTimeouts.Quiet);
            gate.Open();

            Assert.Equal(10, (await second.Soon()).Length);
            Assert.Equal(10, (await first.Soon()).Length);
        }
    }

    /// <summary>Starts a map of which one item waits: for the gate in its original, not at all in its copy.</summary>
    private static (Task<int[]> Map, FileGate Gate, FileLedger Begun) Straggle(Pool pool, TestFolder folder, string name)
    {
        FileGate gate = folder.Gate(name + "-gate");
        FileLedger begun = folder.Ledger(name);
        var options = new MapOptions { ChunkSize = 1, Speculation = new SpeculationPolicy { After = 0.5, Factor = 1, MinimumTime = TimeSpan.FromMilliseconds(20) } };
        Task<int[]> map = pool.MapAsync(
            x =>
            {
                if (x == Straggler)
                {
                    begun.Add(x);
                    if (begun.Count == 1)
                    {
                        gate.Pass(TaskContext.Current.CancellationToken);
                    }
                }

                return x;
            },
            Enumerable.Range(0, 10),
            options);
        return (map, gate, begun);
    }
}
