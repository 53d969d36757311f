using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Theory]
    [InlineData("Map")]
    [InlineData("MapAsync")]
    [InlineData("MapInOrder")]
    [InlineData("MapAsCompleted")]
    [InlineData("MapOutcomes")]
    public async Task Progress_OfAnyVerb_GrowsAndEndsWithOneFinalReport(string verb)
    {
        Pool pool = Open();
        var progress = new Reports();
        var options = new MapOptions { Progress = progress, Name = "counting" };
        int[] inputs = [.. Enumerable.Range(0, 500)];

        switch (verb)
        {
            case "Map":
                await Blocking(() => pool.Map(static x => x, inputs, options));
                break;
            case "MapAsync":
                await Background(() => pool.MapAsync(static x => x, inputs, options));
                break;
            case "MapInOrder":
                await pool.MapInOrder(static x => x, inputs, options).Collected();
                break;
            case "MapAsCompleted":
                await pool.MapAsCompleted(static x => x, inputs, options).Collected();
                break;
            default:
                await pool.MapOutcomes(static x => x, inputs, options).Collected();
                break;
        }

        IReadOnlyList<MapProgress> reports = progress.All;
        Assert.True(reports[^1].IsFinal);
        Assert.Single(reports, static report => report.IsFinal);
        Assert.Equal((500L, 500L, 0L, 0L, 500L), (reports[^1].Succeeded, reports[^1].Completed, reports[^1].Failed, reports[^1].InFlight, reports[^1].Total));
        Assert.All(reports.Zip(reports.Skip(1)), static pair => Assert.True(pair.First.Completed <= pair.Second.Completed && pair.First.Elapsed <= pair.Second.Elapsed));
        Assert.All(reports, static report =>
        {
            Assert.Equal("counting", report.Name);
            Assert.InRange(report.Completed + report.InFlight, 0, 500);
        });
    }

    [Fact]
    public async Task Progress_ItemsFail_AreCountedApart()
    {
        Pool pool = Open();
        var progress = new Reports();

        await pool.MapOutcomes(static x => x < 3 ? throw new InvalidOperationException("no") : x, Enumerable.Range(0, 10).Where(static _ => true), new MapOptions { Progress = progress }).Collected();

        MapProgress last = progress.All[^1];
        Assert.True(last.IsFinal);
        Assert.Equal((7L, 3L, 10L), (last.Succeeded, last.Failed, last.Total));
    }

    [Fact]
    public async Task Progress_MapFails_FinalReportComesAllTheSame()
    {
        Pool pool = Open();
        var inOrder = new Reports();
        var all = new Reports();

        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.MapInOrder<int, int>(static _ => throw new InvalidOperationException("no"), [1, 2], new MapOptions { Progress = inOrder }).Collected());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map<int, int>(static _ => throw new InvalidOperationException("no"), [1, 2], new MapOptions { Progress = all })));

        Assert.Single(inOrder.All, static report => report.IsFinal);
        Assert.Single(all.All, static report => report.IsFinal);
    }

    [Fact]
    public async Task Report_OfATask_ArrivesAsTheLast()
    {
        Pool pool = Open();
        var progress = new Reports();

        await Blocking(() => pool.Map(
            static x =>
            {
                TaskContext.Current.Report("half", 0.5);
                return x;
            },
            [7],
            new MapOptions { Progress = progress }));

        Assert.Equal(new TaskReport(0, "half", 0.5), progress.All[^1].LastReport);
    }

    [Fact]
    public async Task Report_TaskGoesOnForLong_ArrivesMeanwhile()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        var progress = new Reports();
        if (Traits.RunsInline)
        {
            gate.Open();
        }

        Task<int[]> call = Background(() => pool.MapAsync(
            x =>
            {
                TaskContext.Current.Report("begun");
                gate.Pass();
                return x;
            },
            [1],
            new MapOptions { Progress = progress }));
        await progress.Until(static report => report.LastReport?.Message == "begun" || report.IsFinal);
        bool cameEarly = !progress.All[^1].IsFinal;
        gate.Open();
        await call;

        Assert.Equal(!Traits.RunsInline, cameEarly);
        Assert.Equal("begun", progress.All[^1].LastReport?.Message);
    }

    [Fact]
    public async Task Progress_TargetThrows_EndsTheCallWithThat()
    {
        Pool pool = Open();

        await Assert.ThrowsAsync<NotFiniteNumberException>(() => Blocking(() => pool.Map(static x => x, [1], new MapOptions { Progress = new ThrowingReports() })));

        await AssertWorks(pool);
    }

    [Fact]
    public async Task Progress_TargetThrows_EveryItemRunsAllTheSame()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Assert.ThrowsAsync<NotFiniteNumberException>(
            () => pool.MapInOrder(x => CountIn(ledger, $"{x}"), Enumerable.Range(0, 30), new MapOptions { Progress = new ThrowingReports(), ChunkSize = 1 }).Collected());

        Assert.Equal(30, ledger.Count);
    }

    [Fact]
    public async Task Progress_TargetBlocks_NeitherWorkersNorTheCallWait()
    {
        Pool pool = Open();
        using var free = new ManualResetEventSlim();
        var progress = new Reports(_ => free.Wait(TestTimeouts.Unexpected));

        AssertItems(Enumerable.Range(0, 300), await Blocking(() => pool.Map(static x => x, Enumerable.Range(0, 300), new MapOptions { Progress = progress })));

        Assert.Single(progress.All);
        free.Set();
        await progress.Until(static report => report.IsFinal);
        Assert.True(progress.All[^1].IsFinal);
    }

    [Fact]
    public async Task Progress_TargetUsesThePool_IsAnOrdinaryCall()
    {
        Pool pool = Open();
        var progress = new Reports(_ => AssertItems([2], pool.Map(static x => x + 1, [1])));

        AssertItems([5], await Blocking(() => pool.Map(static x => x, [5], new MapOptions { Progress = progress })));

        Assert.NotEmpty(progress.All);
    }

    private sealed class Reports(Action<MapProgress>? also = null) : IProgress<MapProgress>
    {
        private readonly Lock _gate = new();
        private readonly List<MapProgress> _all = [];
        private readonly List<(Func<MapProgress, bool> Condition, TaskCompletionSource Seen)> _awaited = [];

        public IReadOnlyList<MapProgress> All
        {
            get
            {
                lock (_gate)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(MapProgress value)
        {
            lock (_gate)
            {
                _all.Add(value);
                _awaited.Where(entry => entry.Condition(value)).ToList().ForEach(static entry => entry.Seen.TrySetResult());
            }

            also?.Invoke(value);
        }

        public Task Until(Func<MapProgress, bool> condition)
        {
            lock (_gate)
            {
                var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_all.Any(condition))
                {
                    seen.SetResult();
                }

                _awaited.Add((condition, seen));
                return seen.Task.Soon();
            }
        }
    }

    private sealed class ThrowingReports : IProgress<MapProgress>
    {
        public void Report(MapProgress value) => throw new NotFiniteNumberException("of the user");
    }
}
