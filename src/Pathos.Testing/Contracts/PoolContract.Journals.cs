using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Journal_MapFailedHalfWay_SecondRunRunsOnlyWhatIsMissing()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        FileLedger ledger = folder.Ledger();
        string repaired = Path.Combine(folder.Path, "repaired");
        Func<int, string> function = x =>
        {
            ledger.Add(x);
            return x == 7 && !File.Exists(repaired) ? throw new InvalidOperationException("not yet") : $"result {x}";
        };

        using (Journal journal = OpenJournal(folder))
        {
            var options = new MapOptions { Journal = journal, Errors = ErrorPolicy.Complete };
            await Assert.ThrowsAsync<MapFailedException>(() => Blocking(() => pool.Map(function, Enumerable.Range(0, 20), options)));
            Assert.Equal((19, 0), (journal.Count, journal.Restored));
        }

        await File.WriteAllTextAsync(repaired, "");
        using (Journal journal = OpenJournal(folder))
        {
            AssertItems(Enumerable.Range(0, 20).Select(static x => $"result {x}"), await Blocking(() => pool.Map(function, Enumerable.Range(0, 20), new MapOptions { Journal = journal })));
            Assert.Equal((20, 19), (journal.Count, journal.Restored));
        }

        Assert.All(Enumerable.Range(0, 20), x => Assert.Equal((x, x == 7 ? 2 : 1), (x, ledger.CountOf(x))));
    }

    [Fact]
    public async Task Journal_InputsReorderedAndAdded_EachResultServesOneEqualArgument()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        FileLedger ledger = folder.Ledger();
        Func<string, int> function = text =>
        {
            ledger.Add(text);
            return text.Length;
        };
        using Journal journal = OpenJournal(folder);
        var options = new MapOptions { Journal = journal };
        await Blocking(() => pool.Map(function, ["a", "bb", "ccc"], options));

        AssertItems([3, 1, 4, 2, 2], await Blocking(() => pool.Map(function, ["ccc", "a", "dddd", "bb", "bb"], options)));

        AssertItems(["a", "bb", "bb", "ccc", "dddd"], ledger.Entries);
    }

    [Fact]
    public async Task Journal_EveryVerb_RestoresWhatAnyVerbRecorded()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        FileLedger ledger = folder.Ledger();
        Func<int, (int X, double[] Much)> function = x =>
        {
            ledger.Add(x);
            return (x, Enumerable.Repeat((double)x, 20_000).ToArray());
        };
        using Journal journal = OpenJournal(folder);
        var options = new MapOptions { Journal = journal };
        int[] items = [1, 2, 3];
        await Blocking(() => pool.Map(function, items, options));

        AssertItems(items, (await pool.MapInOrder(function, items, options).Collected()).Select(static r => r.X));
        AssertItems(items, (await pool.MapAsCompleted(function, items, options).Collected()).Select(static r => r.X).Order());
        List<Outcome<(int X, double[] Much)>> outcomes = await pool.MapOutcomes(function, items, options).Collected();
        (int X, double[] Much) piped = await Background(() => pool.PipeAsync(function, 2, options));

        AssertItems(items, outcomes.Select(static o => o.Value.X).Order());
        Assert.All(outcomes, static outcome => Assert.Equal(("journal", 0), (outcome.Worker, outcome.Attempts)));
        Assert.Equal((2, 20_000, 2.0), (piped.X, piped.Much.Length, piped.Much[^1]));
        AssertItems(["1", "2", "3"], ledger.Entries);
    }

    [Fact]
    public async Task Journal_OfAnotherClosure_IsRefusedUnlessToldOtherwise()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        Func<int, int> Adds(int captured) => x => x + captured;
        using (Journal journal = OpenJournal(folder))
        {
            await Blocking(() => pool.Map(Adds(1), [1, 2], new MapOptions { Journal = journal }));
            JournalException error = await Assert.ThrowsAsync<JournalException>(() => Blocking(() => pool.Map(Adds(5), [1, 2], new MapOptions { Journal = journal })));
            Assert.Contains("OtherFunctions", error.Message, StringComparison.Ordinal);
        }

        using (Journal journal = OpenJournal(folder, new JournalOptions { OtherFunctions = OtherFunctions.Reuse }))
        {
            AssertItems([2, 3, 8], await Blocking(() => pool.Map(Adds(5), [1, 2, 3], new MapOptions { Journal = journal })));
        }

        using (Journal journal = OpenJournal(folder, new JournalOptions { OtherFunctions = OtherFunctions.Keep }))
        {
            AssertItems([10, 11], await Blocking(() => pool.Map(Adds(9), [1, 2], new MapOptions { Journal = journal })));
            AssertItems([2, 3], await Blocking(() => pool.Map(Adds(1), [1, 2], new MapOptions { Journal = journal })));
        }
    }

    [Fact]
    public async Task Journal_RefusesASingleCall_ThePoolDoesNotWaitForIt()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        int captured = 1;
        using Journal journal = OpenJournal(folder);
        var options = new MapOptions { Journal = journal };
        await Background(() => pool.PipeAsync(x => x + captured, 1, options));
        captured = 2;

        await Assert.ThrowsAsync<JournalException>(() => Background(() => pool.PipeAsync(x => x - captured, 1, options)));

        pool.Close();
        await pool.JoinAsync().Soon();
    }

    [Fact]
    public async Task Journal_TasksDrawRandomNumbers_ResumedRunDrawsThoseOfTheFirst()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        Func<int, int> draws = static _ => TaskContext.Current.Random.Next();
        int[] half;
        int[] all;
        using (Journal journal = OpenJournal(folder))
        {
            half = await Blocking(() => pool.Map(draws, Enumerable.Range(0, 5), new MapOptions { Journal = journal }));
        }

        using (Journal journal = OpenJournal(folder))
        {
            all = await Blocking(() => pool.Map(draws, Enumerable.Range(0, 10), new MapOptions { Journal = journal }));
            Assert.Equal(5, journal.Restored);
            await Assert.ThrowsAsync<JournalException>(() => Blocking(() => pool.Map(draws, [1], new MapOptions { Journal = journal, Seed = 1 })));
        }

        using Journal anew = OpenJournal(folder, name: "anew");
        AssertItems(half, all.Take(5));
        Assert.Equal(10, all.Distinct().Count());
        Assert.NotEqual(all, await Blocking(() => pool.Map(draws, Enumerable.Range(0, 10), new MapOptions { Journal = anew })));
    }

    [Fact]
    public async Task Journal_CapturesWithoutContent_AreLeftOutOrRefused()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        using var cancellation = new CancellationTokenSource();
        CancellationToken token = cancellation.Token;
        using var opened = new FileStream(Path.Combine(folder.Path, "file"), FileMode.Create);
        Broadcast<int[]> table = pool.Broadcast<int[]>([10, 20]);
        using (Journal journal = OpenJournal(folder))
        {
            AssertItems([11], await Blocking(() => pool.Map(x => token.IsCancellationRequested ? 0 : x + table.Value[0], [1], new MapOptions { Journal = journal })));
        }

        using Journal other = OpenJournal(folder, name: "other");
        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => Blocking(() => pool.Map(x => opened.CanRead ? x : 0, [1], new MapOptions { Journal = other })));
        Assert.Contains("opened", refused.Message, StringComparison.Ordinal);
    }

    private static Journal OpenJournal(TestFolder folder, JournalOptions? options = null, string name = "journal") => Journal.Open(Path.Combine(folder.Path, name), options);
}
