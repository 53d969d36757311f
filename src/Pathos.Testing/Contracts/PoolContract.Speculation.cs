using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    private const int Straggler = 3;
    private static readonly SpeculationPolicy s_eager = new() { After = 0.5, Factor = 1, MinimumTime = TimeSpan.FromMilliseconds(20) };

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Speculation_ItemStraggles_ItsCopyEndsTheMap(int chunkSize)
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        Func<int, int> straggles = StragglesOnce(folder.Ledger(), folder.Gate());
        var options = new MapOptions { ChunkSize = chunkSize, Speculation = s_eager };

        // The gate never opens: the map can end only because the copy brings the item.
        AssertItems(Enumerable.Range(0, 10).Select(static x => x * 2), await Blocking(() => pool.Map(straggles, Enumerable.Range(0, 10), options)));

        Assert.Equal(Traits.RunsInline ? 1 : 2, folder.Ledger().Count);
    }

    [Fact]
    public async Task Speculation_EveryStream_DeliversEachItemOnce()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        var options = new MapOptions { ChunkSize = 1, Speculation = s_eager };
        int[] expected = [.. Enumerable.Range(0, 10).Select(static x => x * 2)];

        AssertItems(expected, await pool.MapInOrder(StragglesOnce(folder.Ledger("a"), folder.Gate("a-gate")), Enumerable.Range(0, 10), options).Collected());
        AssertItems(expected, (await pool.MapAsCompleted(StragglesOnce(folder.Ledger("b"), folder.Gate("b-gate")), Enumerable.Range(0, 10), options).Collected()).Order());
        List<Outcome<int>> outcomes = await pool.MapOutcomes(StragglesOnce(folder.Ledger("c"), folder.Gate("c-gate")), Enumerable.Range(0, 10), options).Collected();
        AssertItems(Enumerable.Range(0, 10).Select(static x => ((long)x, x * 2)), outcomes.OrderBy(static o => o.Index).Select(static o => (o.Index, o.Value)));
    }

    [Fact]
    public async Task Speculation_CopyFailsFirst_ItsExceptionIsTheItems()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        FileLedger ledger = folder.Ledger();
        FileGate gate = folder.Gate();
        bool blocks = !Traits.RunsInline;

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map(
            x =>
            {
                if (x == Straggler)
                {
                    ledger.Add(x);
                    if (blocks && ledger.Count == 1)
                    {
                        gate.Pass(TaskContext.Current.CancellationToken);
                    }

                    throw new InvalidOperationException("of the copy");
                }

                return x;
            },
            Enumerable.Range(0, 10),
            new MapOptions { ChunkSize = 1, Speculation = s_eager, Errors = ErrorPolicy.FailFast })));

        Assert.Equal((long)Straggler, TaskData.IndexOf(error));
    }

    [Fact]
    public async Task Speculation_NotRepeatable_NothingRunsTwice()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        FileLedger ledger = folder.Ledger();
        FileGate gate = folder.Gate();
        Func<int, int> straggles = StragglesOnce(ledger, gate);
        Task<int[]> call = Blocking(() => pool.Map(
            straggles, Enumerable.Range(0, 10), new MapOptions { ChunkSize = 1, Speculation = s_eager, IsRepeatable = false }));
        await ledger.ReachesAsync(1);

        await Task.Delay(TestTimeouts.Quiet);
        gate.Open();

        AssertItems(Enumerable.Range(0, 10).Select(static x => x * 2), await call);
        Assert.Equal(1, ledger.Count);
    }

    /// <summary>Doubles; the first to run the straggler waits for its cancellation or the gate.</summary>
    private Func<int, int> StragglesOnce(FileLedger ledger, FileGate gate)
    {
        bool blocks = !Traits.RunsInline;
        return x =>
        {
            if (x == Straggler)
            {
                ledger.Add(x);
                if (blocks && ledger.Count == 1)
                {
                    gate.Pass(TaskContext.Current.CancellationToken);
                }
            }

            return x * 2;
        };
    }
}
