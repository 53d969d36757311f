using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Map_InputsOfManyKinds_GiveTheSame()
    {
        Pool pool = Open();
        IEnumerable<int>[] inputs =
        [
            new[] { 1, 2, 3 },
            new List<int> { 1, 2, 3 },
            new ReadOnlyCollection<int>([1, 2, 3]),
            new LinkedList<int>([1, 2, 3]),
            new Queue<int>([1, 2, 3]),
            Enumerable.Range(1, 3),
            Enumerable.Range(1, 3).Where(static x => x > 0),
        ];

        foreach (IEnumerable<int> input in inputs)
        {
            AssertItems([2, 4, 6], await Blocking(() => pool.Map(static x => 2 * x, input)));
        }
    }

    [Fact]
    public async Task Inputs_ImmutableCollections_GiveAllTheirResults()
    {
        // Their enumerators refuse every question once they are disposed.
        Pool pool = Open();
        IEnumerable<int>[] inputs = [ImmutableList.Create(1, 2, 3), ImmutableHashSet.Create(1, 2, 3), ImmutableSortedSet.Create(1, 2, 3)];
        Dictionary<string, int> pairs = new(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        IEnumerable<KeyValuePair<string, int>>[] inputsOfPairs = [pairs.ToImmutableDictionary(), pairs.ToImmutableSortedDictionary()];

        foreach (IEnumerable<int> input in inputs)
        {
            AssertItems([2, 4, 6], (await Blocking(() => pool.Map(static x => 2 * x, input))).Order());
            AssertItems([2, 4, 6], (await pool.MapInOrder(static x => 2 * x, input).Collected()).Order());
        }

        foreach (IEnumerable<KeyValuePair<string, int>> input in inputsOfPairs)
        {
            AssertItems([2, 4, 6], (await Blocking(() => pool.Map(static pair => 2 * pair.Value, input))).Order());
            AssertItems([2, 4, 6], (await pool.MapInOrder(static pair => 2 * pair.Value, input).Collected()).Order());
        }
    }

    [Fact]
    public async Task Map_ArrayOfADerivedType_IsAnInputOfItsBase()
    {
        Pool pool = Open();
        IEnumerable<object> input = new string[] { "a", "bc" };

        AssertItems([1, 2], await Blocking(() => pool.Map(static x => ((string)x).Length, input)));
    }

    [Fact]
    public async Task Inputs_UnequalLengths_StopAtTheShortest()
    {
        Pool pool = Open();

        AssertItems([11, 22], await Blocking(() => pool.Map(static (a, b) => a + b, [1, 2], Endless(10, 10))));
        AssertItems([11, 22], await Blocking(() => pool.Map(static (a, b) => a + b, AsyncItems([1, 2, 3]), AsyncItems([10, 20]))));
        AssertItems([111], await Background(() => pool.MapAsync(static (a, b, c) => a + b + c, Endless(1, 1), [10], Endless(100, 100))));
    }

    [Fact]
    public async Task Inputs_FirstEndsWhileSecondIsSilent_TheMapEnds()
    {
        Pool pool = Open();

        AssertItems([11], await Background(() => pool.MapAsync(static (a, b) => a + b, AsyncItems([1]), OneThenSilence(10))));
    }

    [Fact]
    public async Task EqualLengths_UnequalInputs_AreAnErrorThatSaysWhich()
    {
        Pool pool = Open();
        var options = new MapOptions { EqualLengths = true };

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Blocking(() => pool.Map(static (a, b) => a + b, [1, 2, 3], [1, 2], options)));
        ArgumentException asyncError = await Assert.ThrowsAsync<ArgumentException>(
            () => Background(() => pool.MapAsync(static (a, b, c) => a + b + c, AsyncItems([1]), AsyncItems([1, 2]), AsyncItems([1, 2]), options)));

        Assert.Contains("input 2 of 2 ends at item 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("input 1 of 3 ends at item 1", asyncError.Message, StringComparison.Ordinal);
        AssertItems([2, 4], await Blocking(() => pool.Map(static (a, b) => a + b, [1, 2], [1, 2], options)));
    }

    [Fact]
    public async Task Streams_InfiniteInput_GiveAsMuchAsIsTaken()
    {
        Pool pool = Open();

        Assert.Equal(Enumerable.Range(0, 100).Select(static x => x * 2), await pool.MapInOrder(static x => x * 2, Endless(0, 1)).Take(100).Collected());
        Assert.Equal(100, (await pool.MapAsCompleted(static x => x, Endless(0, 1)).Take(100).Collected()).Distinct().Count());
        Assert.Equal(100, (await pool.MapOutcomes(static x => x, AsyncItems(Endless(0, 1))).Take(100).Collected()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Map_InputThrowsInTheMiddle_SurfacesAfterWhatCameBefore(bool isAsync)
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        TimeZoneNotFoundException error = await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Blocking(() => isAsync
            ? pool.Map(x => CountIn(ledger, $"{x}"), AsyncItems(Failing(5)))
            : pool.Map(x => CountIn(ledger, $"{x}"), Failing(5))));

        Assert.Equal("input 5", error.Message);
        AssertItems(["0", "1", "2", "3", "4"], ledger.Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_InputThrowsInTheMiddle_SurfacesAtItsPlace(bool isAsync)
    {
        Pool pool = Open();

        AssertItems([0, 1, 2, 3, 4], await ResultsBefore(isAsync ? pool.MapInOrder(static x => x, AsyncItems(Failing(5))) : pool.MapInOrder(static x => x, Failing(5))));
        AssertItems([0, 1, 2, 3, 4], (await ResultsBefore(isAsync ? pool.MapAsCompleted(static x => x, AsyncItems(Failing(5))) : pool.MapAsCompleted(static x => x, Failing(5)))).Order());
        Assert.Equal(5, (await ResultsBefore(isAsync ? pool.MapOutcomes(static x => x, AsyncItems(Failing(5))) : pool.MapOutcomes(static x => x, Failing(5)))).Count);

        static async Task<List<T>> ResultsBefore<T>(IAsyncEnumerable<T> stream)
        {
            List<T> before = [];
            TimeZoneNotFoundException error = await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Background(async () =>
            {
                await foreach (T item in stream)
                {
                    before.Add(item);
                }
            }));
            Assert.Equal("input 5", error.Message);
            return before;
        }
    }

    [Fact]
    public async Task Streams_AsyncInputIsSilent_FinishedResultsAreGiven()
    {
        Pool pool = Open();

        foreach (IAsyncEnumerable<int> stream in new[] { pool.MapInOrder(static x => x + 1, OneThenSilence(1)), pool.MapAsCompleted(static x => x + 1, OneThenSilence(1)) })
        {
            await using IAsyncEnumerator<int> results = stream.GetAsyncEnumerator();
            Assert.Equal(2, await Next(results));
            Task<bool> more = results.MoveNextAsync().AsTask();
            await StaysPending(more);

            // The enumerator is in a step now, and cannot be disposed until the step ends: ending the pool ends it.
            pool.Terminate();
            await Assert.ThrowsAsync<PoolClosedException>(() => more.Soon());
            await pool.RestartAsync().Soon();
        }
    }

    [Fact]
    public async Task Stream_ConsumerStopsEarly_InputIsClosedAndPoolGoesOn()
    {
        Pool pool = Open();
        var input = new WatchedInput();

        AssertItems([0, 1, 2], await pool.MapInOrder(static x => x, input.Items()).Take(3).Collected());
        Assert.True(input.IsClosed);

        input = new WatchedInput();
        AssertItems([0, 1, 2], await pool.MapInOrder(static x => x, AsyncItems(input.Items())).Take(3).Collected());
        Assert.True(input.IsClosed);
        await AssertWorks(pool);
        pool.Close();
        await pool.JoinAsync().Soon();
    }

    [Fact]
    public async Task Map_AsyncInputIgnoresItsToken_CancellationStillEndsTheCall()
    {
        Pool pool = Open();
        using var cancel = new CancellationTokenSource();
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<int[]> call = Background(() => pool.MapAsync(static x => x, Deaf(), new MapOptions { CancelGrace = TimeSpan.FromMilliseconds(10) }, cancel.Token));
        await reached.Task.Soon();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        hold.SetResult();

        async IAsyncEnumerable<int> Deaf()
        {
            yield return 1;
            reached.SetResult();
            await hold.Task;
        }
    }

    [Fact]
    public async Task Map_CallInsideItsInput_IsAnOrdinaryCall()
    {
        Pool pool = Open();

        AssertItems([1, 2, 3], await Blocking(() => pool.Map(static x => x + 1, Inner())));

        IEnumerable<int> Inner()
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.False(TaskContext.Current.IsInTask);
                yield return pool.Map(static x => x, [i])[0];
            }
        }
    }

    private static IEnumerable<int> Endless(int start, int step)
    {
        for (int i = start; ; i += step)
        {
            yield return i;
        }
    }

    private static IEnumerable<int> Failing(int at)
    {
        for (int i = 0; i < at; i++)
        {
            yield return i;
        }

        throw new TimeZoneNotFoundException($"input {at}");
    }

    private static async IAsyncEnumerable<int> OneThenSilence(int item, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return item;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>An endless input that counts what is pulled from it.</summary>
    private sealed class WatchedInput
    {
        private int _pulled;

        public int Pulled => Volatile.Read(ref _pulled);

        public bool IsClosed { get; private set; }

        public IEnumerable<int> Items()
        {
            try
            {
                while (true)
                {
                    yield return Interlocked.Increment(ref _pulled) - 1;
                }
            }
            finally
            {
                IsClosed = true;
            }
        }
    }
}
