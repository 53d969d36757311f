using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Map_ManyItems_EveryResultInItsPlace()
    {
        Pool pool = Open();
        int k = 3;

        Assert.Equal(Enumerable.Range(0, 100_000).Select(x => (x * 2) + k), await Blocking(() => pool.Map(x => (x * 2) + k, Enumerable.Range(0, 100_000))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Map_AnyChunkSize_EveryItemRunsOnce(int chunkSize)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        int[] inputs = [.. Enumerable.Range(0, 50)];

        int[] results = await Blocking(() => pool.Map(
            x =>
            {
                ledger.Add(x);
                return -x;
            },
            inputs,
            new MapOptions { ChunkSize = chunkSize }));

        Assert.Equal(inputs.Select(static x => -x), results);
        Assert.Equal(inputs.Select(static x => $"{x}").Order(StringComparer.Ordinal), ledger.Entries);
    }

    [Fact]
    public async Task EveryVerb_EmptyInput_GivesNothing()
    {
        Pool pool = Open();

        Assert.Empty(await Blocking(() => pool.Map(static x => x + 1, Array.Empty<int>())));
        Assert.Empty(await Blocking(() => pool.Map(static x => x + 1, AsyncItems<int>([]))));
        Assert.Empty(await Background(() => pool.MapAsync(static x => x + 1, Enumerable.Range(0, 5).Where(static x => x > 5))));
        Assert.Empty(await pool.MapInOrder(static x => x + 1, new List<int>()).Collected());
        Assert.Empty(await pool.MapAsCompleted(static x => x + 1, AsyncItems<int>([])).Collected());
        Assert.Empty(await pool.MapOutcomes(static x => x + 1, Array.Empty<int>()).Collected());
    }

    [Fact]
    public async Task MapAsCompleted_ManyItems_EachResultOnce()
    {
        Pool pool = Open();

        List<int> results = await pool.MapAsCompleted(static x => x * 3, Enumerable.Range(0, 5000)).Collected();

        Assert.Equal(Enumerable.Range(0, 5000).Select(static x => x * 3), results.Order());
    }

    [Fact]
    public async Task MapOutcomes_ItemsThatSucceed_SayWhereAndHow()
    {
        Pool pool = Open();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(static x => x * 3, Enumerable.Range(0, 500)).Collected();

        Assert.Equal(Enumerable.Range(0, 500).Select(static i => (long)i), outcomes.Select(static o => o.Index).Order());
        Assert.All(outcomes, static outcome =>
        {
            Assert.True(outcome.IsSuccess);
            Assert.Equal(outcome.Index * 3, outcome.Value);
            Assert.Null(outcome.Error);
            Assert.Null(outcome.Failure);
            Assert.Equal(1, outcome.Attempts);
            Assert.NotEmpty(outcome.Worker);
            Assert.True(outcome.Duration >= TimeSpan.Zero);
        });
    }

    [Fact]
    public async Task Stream_EnumeratedTwice_RunsTwice()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        IAsyncEnumerable<int> stream = pool.MapInOrder(
            x =>
            {
                ledger.Add(x);
                return x;
            },
            [1, 2]);

        Assert.Equal(0, ledger.Count);
        AssertItems([1, 2], await stream.Collected());
        AssertItems([1, 2], await stream.Collected());
        AssertItems(["1", "1", "2", "2"], ledger.Entries);
    }

    [Fact]
    public async Task Map_NullItemsAndResults_StayNull()
    {
        Pool pool = Open();

        AssertItems([null, "a!"], await Blocking(() => pool.Map(static text => text is null ? null : text + "!", new[] { null, "a" })));
    }

    [Fact]
    public async Task Map_ResultsOfAReferenceType_ComeBackWhole()
    {
        Pool pool = Open();

        int[][] results = await Blocking(() => pool.Map(static n => Enumerable.Range(0, n).ToArray(), Enumerable.Range(0, 300)));

        Assert.All(results.Index(), static result => Assert.Equal(Enumerable.Range(0, result.Index), result.Item));
    }

    [Fact]
    public async Task Map_TaskChangesItsArgument_CallerSeesItOnlyWhereValuesAreShared()
    {
        Pool pool = Open();
        int[][] inputs = [[0]];

        int[] results = await Blocking(() => pool.Map(static box => ++box[0], inputs));

        AssertItems([1], results);
        Assert.Equal(Traits.CopiesValues ? 0 : 1, inputs[0][0]);
    }

    [Fact]
    public async Task Verbs_ManyAtOnce_DoNotMixUpTheirResults()
    {
        Pool pool = Open();

        int[][] all = await Task.WhenAll(Enumerable.Range(0, 32).Select(k => Background(() => pool.MapAsync(x => (x * 100) + k, Enumerable.Range(0, 200))))).Soon();

        Assert.All(all.Index(), static call => Assert.Equal(Enumerable.Range(0, 200).Select(x => (x * 100) + call.Index), call.Item));
    }

    [Fact]
    public async Task Map_BlockingCallersOnManyThreads_AllComeBack()
    {
        Pool pool = Open();

        int[][] all = await Task.WhenAll(Enumerable.Range(0, 16).Select(k => Blocking(() => pool.Map(x => x + k, Enumerable.Range(0, 50))))).Soon();

        Assert.All(all.Index(), static call => Assert.Equal(Enumerable.Range(call.Index, 50), call.Item));
    }

    [Fact]
    public async Task PipeAsync_HundredThousandCalls_AllEndWell()
    {
        Pool pool = Open();

        int[] results = await Background(async () =>
        {
            var calls = new Task<int>[100_000];
            for (int i = 0; i < calls.Length; i++)
            {
                calls[i] = pool.PipeAsync(static x => x + 1, i);
            }

            return await Task.WhenAll(calls);
        });

        Assert.Equal(Enumerable.Range(1, 100_000), results);
    }

    [Fact]
    public async Task PipeAsync_OfGreaterPriority_GoesFirst()
    {
        if (Traits.RunsInline)
        {
            // Nothing ever waits there: each call has ended when the next one is made.
            Pool inline = Open();
            Assert.True(inline.PipeAsync(static () => 1, new MapOptions { Priority = -1 }).IsCompleted);
            return;
        }

        Pool pool = Open(workers: 1, new PoolOptions { QueuedPerWorker = 0 });
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        Task busy = Background(() => pool.PipeAsync(() => gate.Pass()));
        await gate.EnteredAsync();
        int workers = pool.WorkerCount;
        Assert.Equal(1, workers);

        Task<int> least = pool.PipeAsync(() => CountIn(ledger, "least"), new MapOptions { Priority = int.MinValue });
        Task<int> low = pool.PipeAsync(() => CountIn(ledger, "low"));
        Task<int> high = pool.PipeAsync(() => CountIn(ledger, "high"), new MapOptions { Priority = 5 });
        gate.Open();
        await Task.WhenAll(busy, least, low, high).Soon();

        Assert.Equal((1, 2, 3), (await high, await low, await least));
    }

    [Fact]
    public async Task RunOnAllAsync_EveryWorker_RunsItOnce()
    {
        Pool pool = Open(workers: 3);
        FileLedger ledger = Folder().Ledger();
        await pool.ReadyAsync().Soon();

        string[] workers = await Background(() => pool.RunOnAllAsync(() =>
        {
            ledger.Add(TaskContext.Current.Worker);
            return TaskContext.Current.Worker;
        }));

        Assert.Equal(pool.WorkerCount, workers.Length);
        Assert.Equal(workers.Length, workers.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(workers.Order(StringComparer.Ordinal), ledger.Entries);
    }

    [Fact]
    public async Task RunOnAllAsync_FunctionThrows_ItsExceptionArrives()
    {
        Pool pool = Open();

        var error = await Assert.ThrowsAsync<NotFiniteNumberException>(() => Background(() => pool.RunOnAllAsync<int>(static () => throw new NotFiniteNumberException("no"))));

        Assert.Equal("no", error.Message);
        Assert.NotNull(TaskData.IndexOf(error));
    }

    [Fact]
    public async Task Broadcast_Value_IsThereInEveryTask()
    {
        Pool pool = Open();
        Broadcast<int[]> table = pool.Broadcast(Enumerable.Range(0, 1000).ToArray());

        AssertItems([0, 500, 999], await Blocking(() => pool.Map(i => table.Value[i], [0, 500, 999])));
        Assert.Equal(1000, table.Value.Length);
    }

    [Fact]
    public void EveryVerb_BadArguments_AreNamedAtOnce()
    {
        Pool pool = Open();

        Assert.Equal("function", Assert.Throws<ArgumentNullException>(() => { pool.Map((Func<int, int>)null!, [1]); }).ParamName);
        Assert.Equal("items", Assert.Throws<ArgumentNullException>(() => { pool.Map(static x => x, (IEnumerable<int>)null!); }).ParamName);
        Assert.Equal("second", Assert.Throws<ArgumentNullException>(() => { pool.Map(static (a, b) => a + b, new[] { 1 }, (int[])null!); }).ParamName);
        Assert.Throws<ArgumentNullException>(() => { _ = pool.PipeAsync((Func<int>)null!); });
        Assert.Equal("ChunkSize", Assert.Throws<ArgumentOutOfRangeException>(static () => new MapOptions { ChunkSize = 0 }).ParamName);
        Assert.Equal("MaxInFlight", Assert.Throws<ArgumentOutOfRangeException>(static () => new MapOptions { MaxInFlight = 0 }).ParamName);
        Assert.Equal("ConcurrencyPerWorker", Assert.Throws<ArgumentOutOfRangeException>(static () => new MapOptions { ConcurrencyPerWorker = 0 }).ParamName);
        Assert.Equal("ItemTimeout", Assert.Throws<ArgumentOutOfRangeException>(static () => new MapOptions { ItemTimeout = TimeSpan.Zero }).ParamName);
        Assert.Equal("Timeout", Assert.Throws<ArgumentOutOfRangeException>(static () => new MapOptions { Timeout = TimeSpan.FromDays(60) }).ParamName);
        Assert.Equal("DrainTimeout", Assert.Throws<ArgumentOutOfRangeException>(static () => new PoolOptions { DrainTimeout = TimeSpan.MaxValue }).ParamName);
    }

    /// <summary>Adds an entry and tells which one it is. For tasks that run one after another.</summary>
    private static int CountIn(FileLedger ledger, string entry)
    {
        ledger.Add(entry);
        return ledger.Count;
    }
}
