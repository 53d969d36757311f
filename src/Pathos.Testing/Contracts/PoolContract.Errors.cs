using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Map_OneItemThrows_ItsOwnExceptionSaysWhichAndWhere()
    {
        Pool pool = Open();

        DivideByZeroException error = await Assert.ThrowsAsync<DivideByZeroException>(() => Blocking(() => pool.Map(static x => DivideHundredBy(x), [5, 0, 2])));

        Assert.Equal(1L, error.Data[TaskData.Index]);
        Assert.Equal(1L, TaskData.IndexOf(error));
        Assert.Equal(1, error.Data[TaskData.Attempt]);
        Assert.NotEmpty(Assert.IsType<string>(error.Data[TaskData.Worker]));
        Assert.Contains(nameof(DivideHundredBy), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryVerb_OneItemThrows_ThrowsIt()
    {
        Pool pool = Open();

        await Assert.ThrowsAsync<DivideByZeroException>(() => Background(() => pool.MapAsync(static x => 1 / x, [0])));
        await Assert.ThrowsAsync<DivideByZeroException>(() => pool.MapInOrder(static x => 1 / x, [0]).Collected());
        await Assert.ThrowsAsync<DivideByZeroException>(() => pool.MapAsCompleted(static x => 1 / x, [0]).Collected());
        await Assert.ThrowsAsync<DivideByZeroException>(() => Blocking(() => pool.Pipe(static x => 1 / x, 0)));
        await Assert.ThrowsAsync<DivideByZeroException>(() => Background(() => pool.PipeAsync(static async x =>
        {
            await Task.Yield();
            return 1 / x;
        }, 0)));
        await Assert.ThrowsAsync<DivideByZeroException>(() => Background(() => pool.MapAsync(static x => ValueTask.FromException<int>(new DivideByZeroException()), [0])));
    }

    [Fact]
    public async Task Pipe_FunctionThrows_ItsExceptionSaysWhichAndWhere()
    {
        Pool pool = Open();

        DivideByZeroException error = await Assert.ThrowsAsync<DivideByZeroException>(() => Background(() => pool.PipeAsync(static x => DivideHundredBy(x), 0)));

        Assert.Equal((0L, 1), (error.Data[TaskData.Index], error.Data[TaskData.Attempt]));
        Assert.Contains(nameof(DivideHundredBy), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_ExceptionOfOwnType_ArrivesWithItsState()
    {
        Pool pool = Open();
        var original = new ContractException("outer", 42, new InvalidOperationException("inner"));

        ContractException error = await Assert.ThrowsAsync<ContractException>(() => Blocking(() => pool.Map<int, int>(_ => throw original, [1])));

        Assert.Equal(("outer", 42), (error.Message, error.Code));
        Assert.Equal("inner", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
        Assert.Equal(Traits.RunsInCallersProcess && !Traits.CopiesValues, ReferenceEquals(original, error));
    }

    [Fact]
    public async Task Map_FunctionThrowsCancellationOfItsOwn_ArrivesAsAnException()
    {
        Pool pool = Open();

        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(
            () => Background(() => pool.MapAsync<int, int>(static _ => throw new OperationCanceledException("mine", new CancellationToken(canceled: true)), [1])));
        OperationCanceledException piped = await Assert.ThrowsAsync<OperationCanceledException>(
            () => Background(() => pool.PipeAsync<int>(static () => throw new OperationCanceledException("mine", new CancellationToken(canceled: true)))));

        Assert.Equal(("mine", 0L), (error.Message, TaskData.IndexOf(error)));
        Assert.Equal(("mine", 0L), (piped.Message, TaskData.IndexOf(piped)));
    }

    [Fact]
    public async Task FailFast_OneOfManyThrows_TheRestIsDropped()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();

        Task<int[]> call = Background(() => pool.MapAsync(
            x =>
            {
                ledger.Add(x);
                return x == 0 ? throw new InvalidOperationException("first") : x;
            },
            Endless(0, 1),
            new MapOptions { ChunkSize = 4 }));
        gate.Open();

        Assert.Equal("first", (await Assert.ThrowsAsync<InvalidOperationException>(() => call)).Message);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task FailFast_RunningItems_AreTold()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        if (Traits.RunsInline)
        {
            // Nothing runs beside the item that fails, and nothing after it starts.
            await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map(x => x == 0 ? throw new InvalidOperationException("no") : CountIn(ledger, $"{x}"), [0, 1, 2], new MapOptions { ChunkSize = 3 })));
            Assert.Equal(0, ledger.Count);
            return;
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map(
            x =>
            {
                if (x == 1)
                {
                    gate.Open();
                    WaitForCancellation(ledger);
                }

                gate.Pass();
                throw new InvalidOperationException("no");
#pragma warning disable CS0162 // The lambda's type needs a result.
                return 0;
#pragma warning restore CS0162
            },
            [0, 1],
            new MapOptions { ChunkSize = 1 })));

        await ledger.ReachesAsync(1);
        AssertItems(["cancelled"], ledger.Entries);
    }

    [Fact]
    public async Task MapInOrder_OneItemThrows_ResultsBeforeItComeFirst()
    {
        Pool pool = Open();
        List<int> before = [];

        await Assert.ThrowsAsync<InvalidOperationException>(() => Background(async () =>
        {
            await foreach (int result in pool.MapInOrder(static x => x < 20 ? x : throw new InvalidOperationException("late"), Endless(0, 1)))
            {
                before.Add(result);
            }
        }));

        Assert.Equal(Enumerable.Range(0, 20), before);
    }

    [Fact]
    public async Task Complete_SomeItemsThrow_AllRunAndEveryFailureIsTold()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        Func<int, int> function = x =>
        {
            ledger.Add(x);
            return x % 3 == 0 ? throw new InvalidOperationException($"{x}") : x;
        };

        MapFailedException error = await Assert.ThrowsAsync<MapFailedException>(() => Blocking(() => pool.Map(function, Enumerable.Range(0, 10), new MapOptions { Errors = ErrorPolicy.Complete })));

        AssertItems(["0", "3", "6", "9"], error.Failures.Select(static failure => failure.Message));
        AssertItems([0L, 3L, 6L, 9L], error.Failures.Select(static failure => TaskData.IndexOf(failure)!.Value));
        Assert.All(error.Failures, static failure => Assert.IsType<InvalidOperationException>(failure));
        Assert.Same(error.Failures[0], error.InnerException);
        Assert.Contains("4 of 10", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, ledger.Count);
    }

    [Fact]
    public async Task Complete_Streams_GiveTheResultsThenThrow()
    {
        Pool pool = Open();
        var options = new MapOptions { Errors = ErrorPolicy.Complete };

        foreach (IAsyncEnumerable<int> stream in new[]
        {
            pool.MapInOrder(static x => x == 2 ? throw new InvalidOperationException("2") : x, Enumerable.Range(0, 5), options),
            pool.MapAsCompleted(static x => x == 2 ? throw new InvalidOperationException("2") : x, Enumerable.Range(0, 5), options),
        })
        {
            List<int> results = [];
            MapFailedException error = await Assert.ThrowsAsync<MapFailedException>(() => Background(async () =>
            {
                await foreach (int result in stream)
                {
                    results.Add(result);
                }
            }));
            AssertItems([0, 1, 3, 4], results.Order());
            Assert.Single(error.Failures);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tolerate_NoMoreThanTolerated_ResultsAreLeftOut(bool hasCount)
    {
        Pool pool = Open();
        var options = new MapOptions { Errors = ErrorPolicy.Tolerate(2) };
        IEnumerable<int> inputs = hasCount ? [0, 1, 2, 3, 4] : Enumerable.Range(0, 5).Where(static x => x >= 0);

        AssertItems([1, 2, 4], await Blocking(() => pool.Map(static x => x is 0 or 3 ? throw new InvalidOperationException("no") : x, inputs, options)));
        AssertItems([1, 2, 4], await pool.MapInOrder(static x => x is 0 or 3 ? throw new InvalidOperationException("no") : x, inputs, options).Collected());
        AssertItems([1, 2, 4], (await pool.MapAsCompleted(static x => x is 0 or 3 ? throw new InvalidOperationException("no") : x, inputs, options).Collected()).Order());
    }

    [Fact]
    public async Task Tolerate_OneMoreThanTolerated_EndsTheMap()
    {
        Pool pool = Open();
        var options = new MapOptions { Errors = ErrorPolicy.Tolerate(2), ChunkSize = 1 };

        MapFailedException error = await Assert.ThrowsAsync<MapFailedException>(() => Blocking(() => pool.Map<int, int>(static _ => throw new InvalidOperationException("no"), Endless(0, 1), options)));
        MapFailedException streamed = await Assert.ThrowsAsync<MapFailedException>(() => pool.MapInOrder<int, int>(static _ => throw new InvalidOperationException("no"), Endless(0, 1), options).Collected());

        Assert.True(error.Failures.Count >= 3);
        Assert.True(streamed.Failures.Count >= 3);
    }

    [Fact]
    public async Task TolerateShare_AtAndAboveTheShare_IsJudgedByTheItems()
    {
        Pool pool = Open();
        Func<int, int> function = static x => x < 3 ? throw new InvalidOperationException("no") : x;

        Assert.Equal(7, (await Blocking(() => pool.Map(function, Enumerable.Range(0, 10), new MapOptions { Errors = ErrorPolicy.TolerateShare(30) }))).Length);
        Assert.Equal(7, (await Blocking(() => pool.Map(function, AsyncItems(Enumerable.Range(0, 10)), new MapOptions { Errors = ErrorPolicy.TolerateShare(30) }))).Length);
        await Assert.ThrowsAsync<MapFailedException>(() => Blocking(() => pool.Map(function, Enumerable.Range(0, 10), new MapOptions { Errors = ErrorPolicy.TolerateShare(29) })));
        await Assert.ThrowsAsync<MapFailedException>(() => Blocking(() => pool.Map(function, AsyncItems(Enumerable.Range(0, 10)), new MapOptions { Errors = ErrorPolicy.TolerateShare(29) })));
    }

    [Fact]
    public async Task MapOutcomes_SomeItemsThrow_EveryOutcomeIsGivenAndNothingThrown()
    {
        Pool pool = Open();

        List<Outcome<int>> outcomes = [.. (await pool.MapOutcomes(static x => x % 2 == 1 ? throw new InvalidOperationException($"{x}") : x, Enumerable.Range(0, 100)).Collected()).OrderBy(static o => o.Index)];

        Assert.Equal(100, outcomes.Count);
        Assert.All(outcomes, static outcome =>
        {
            Assert.Equal(outcome.Index % 2 == 0, outcome.IsSuccess);
            if (!outcome.IsSuccess)
            {
                Assert.Equal(FailureKind.UserException, outcome.Failure);
                Assert.Equal($"{outcome.Index}", outcome.Error!.Message);
                Assert.Equal(outcome.Index, TaskData.IndexOf(outcome.Error));
                Assert.Throws<InvalidOperationException>(() => outcome.Value);
                Assert.NotEmpty(outcome.Worker);
                Assert.Equal(1, outcome.Attempts);
            }
        });
    }

    [Fact]
    public async Task MapOutcomes_FailedItemTookLong_ItsDurationSaysSo()
    {
        Pool pool = Open();

        List<Outcome<int>> outcomes = await pool.MapOutcomes<int, int>(
            static _ =>
            {
                using var never = new ManualResetEventSlim();
                never.Wait(TimeSpan.FromMilliseconds(20));
                throw new InvalidOperationException("late");
            },
            [1]).Collected();

        Assert.True(Assert.Single(outcomes).Duration >= TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task Chunk_OneItemThrows_TheOthersKeepTheirResultsAndRunOnce()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        Func<int, int> function = x =>
        {
            ledger.Add(x);
            return x == 4 ? throw new InvalidOperationException("4") : x;
        };

        List<Outcome<int>> outcomes = await pool.MapOutcomes(function, Enumerable.Range(0, 9), new MapOptions { ChunkSize = 9 }).Collected();

        AssertItems([0, 1, 2, 3, 5, 6, 7, 8], outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
        Assert.Equal(Enumerable.Range(0, 9).Select(static x => $"{x}"), ledger.Entries);
    }

    private static int DivideHundredBy(int x) => 100 / x;

    /// <summary>In a task: waits until the task is cancelled, notes that, and ends as a cancelled task does.</summary>
    private static void WaitForCancellation(FileLedger ledger)
    {
        CancellationToken token = TaskContext.Current.CancellationToken;
        if (token.WaitHandle.WaitOne(TestTimeouts.Unexpected))
        {
            ledger.Add("cancelled");
        }

        token.ThrowIfCancellationRequested();
    }

    private sealed class ContractException(string message, int code, Exception inner) : Exception(message, inner)
    {
        public int Code { get; } = code;
    }
}
