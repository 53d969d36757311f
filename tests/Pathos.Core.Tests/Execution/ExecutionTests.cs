using System.Collections.Concurrent;
using Xunit;

namespace Pathos;

public sealed class ExecutionTests : IDisposable
{
    private readonly OwnedPositionCell _cell = new();
    private readonly RecordingSink _sink = new();

    public void Dispose() => _cell.Dispose();

    [Fact]
    public void Sequential_NobodyAsksForAFlush_AllLeavesAtTheEnd()
    {
        ExecutingBatch batch = Sequential(x =>
        {
            Assert.Equal(0, _sink.Count);
            return x * 2;
        });

        batch.Execute();

        Assert.Equal(["0=0", "1=2", "2=4", "3=6"], _sink.Entries);
        Assert.Equal(1, _sink.LastFlushes);
        Assert.Equal(4, batch.FinishedCount);
        Assert.False(batch.HasUnflushed);
    }

    [Fact]
    public void Sequential_FlushAskedForOnce_FinishedItemsLeaveBeforeTheNextStarts()
    {
        ExecutingBatch batch = null!;
        List<int> seen = [];
        batch = Sequential(x =>
        {
            seen.Add(_sink.Count);
            if (x == 1)
            {
                batch.RequestFlush(afterEveryItem: false);
            }

            return x;
        });

        batch.Execute();

        Assert.Equal([0, 0, 2, 2], seen);
    }

    [Fact]
    public void Sequential_FlushAskedForAfterEveryItem_EachLeavesBeforeTheNextStarts()
    {
        ExecutingBatch batch = null!;
        List<int> seen = [];
        batch = Sequential(x =>
        {
            seen.Add(_sink.Count);
            batch.RequestFlush(afterEveryItem: true);
            return x;
        });

        batch.Execute();

        Assert.Equal([0, 1, 2, 3], seen);
    }

    [Fact]
    public void Sequential_ItemThrows_LeavesAtOnceInItsPlace()
    {
        List<int> seen = [];
        ExecutingBatch batch = Sequential(x =>
        {
            seen.Add(_sink.Count);
            return x == 1 ? throw new InvalidOperationException("1") : x;
        });

        batch.Execute();

        Assert.Equal([0, 0, 2, 2], seen);
        Assert.Equal(["0=0", "1!UserException", "2=2", "3=3"], _sink.Entries);
    }

    [Fact]
    public void Sequential_Revoked_SaysNothingMore()
    {
        ExecutingBatch batch = null!;
        batch = Sequential(x =>
        {
            if (x == 2)
            {
                batch.Flush();
                batch.Cancel();
                Assert.True(batch.TryGiveUp(long.MaxValue));
            }

            return x;
        });

        batch.Execute();

        Assert.Equal(["0=0", "1=1"], _sink.Entries);
        Assert.Equal(0, _sink.LastFlushes);
    }

    [Fact]
    public void Sequential_Cancelled_StartsNoOtherItem()
    {
        ExecutingBatch batch = null!;
        int started = 0;
        batch = Sequential(x =>
        {
            started++;
            batch.Cancel();
            Assert.True(TaskContext.Current.CancellationToken.IsCancellationRequested);
            return x;
        });

        batch.Execute();

        Assert.Equal(1, started);
        Assert.Equal(["0=0"], _sink.Entries);
    }

    [Fact]
    public void Sequential_Ended_LeavesNoContextBehind()
    {
        Sequential(static x => x).Execute();

        Assert.False(TaskContext.Current.IsInTask);
    }

    [Fact]
    public void CancelGrace_OfAnyLength_DoesNotOverflowIntoNow()
    {
        ExecutingBatch batch = Sequential(static x => x, Settings() with { CancelGrace = TimeSpan.MaxValue });

        batch.Cancel();

        Assert.False(batch.IsStuck(System.Diagnostics.Stopwatch.GetTimestamp()));
    }

    [Fact]
    public void Lane_BatchHasEnded_ItsCellStillNamesItUntilTheNextBegins()
    {
        using var monitor = new LaneMonitor("test monitor");
        var lane = new Lane(monitor, _cell.Cell, static _ => { });
        _cell.Cell.Begin(7);
        Assert.Equal((7, PositionCell.Decoding), _cell.Cell.Value);

        lane.Execute(Sequential(x =>
        {
            Assert.Equal((7, x), _cell.Cell.Value);
            return x;
        }));

        Assert.Equal((7, PositionCell.Ended), _cell.Cell.Value);
        _cell.Cell.Begin(8);
        Assert.Equal((8, PositionCell.Decoding), _cell.Cell.Value);
    }

    [Fact]
    public async Task Monitor_LongItemRuns_FinishedOnesLeaveMeanwhile()
    {
        using var monitor = new LaneMonitor("test monitor");
        using var go = new ManualResetEventSlim();
        var lane = new Lane(monitor, _cell.Cell, static _ => { });
        monitor.Add(lane);
        Task run = Task.Run(() => lane.Execute(Sequential(x =>
        {
            if (x == 2)
            {
                go.Wait();
            }

            return x;
        })));

        await _sink.Reaches(2).Soon();
        Assert.Equal(["0=0", "1=1"], _sink.Entries);
        go.Set();
        await run.Soon();

        Assert.Equal(4, _sink.Count);
    }

    [Fact]
    public async Task Monitor_SleepsAfterWork_WakesForTheNextBatch()
    {
        using var monitor = new LaneMonitor("test monitor");
        var lane = new Lane(monitor, _cell.Cell, static _ => { });
        monitor.Add(lane);
        await Task.Delay(TestTimeouts.Quiet);
        using var go = new ManualResetEventSlim();
        Task run = Task.Run(() => lane.Execute(Sequential(x =>
        {
            if (x == 1)
            {
                go.Wait();
            }

            return x;
        })));

        await _sink.Reaches(1).Soon();
        go.Set();
        await run.Soon();
    }

    [Fact]
    public async Task Monitor_ItemOverdue_IsCancelledAloneAndTheNextHasAFreshToken()
    {
        using var monitor = new LaneMonitor("test monitor");
        var lane = new Lane(monitor, _cell.Cell, static _ => { });
        monitor.Add(lane);
        bool nextWasCancelled = true;

        await Task.Run(() => lane.Execute(Sequential(
            x =>
            {
                CancellationToken token = TaskContext.Current.CancellationToken;
                if (x == 1)
                {
                    token.WaitHandle.WaitOne(TestTimeouts.Unexpected);
                }
                else if (x == 2)
                {
                    nextWasCancelled = token.IsCancellationRequested;
                }

                return x;
            },
            Settings() with { ItemTimeout = TimeSpan.FromMilliseconds(400) }))).Soon();

        Assert.Equal(["0=0", "1!TimedOut", "2=2", "3=3"], _sink.Entries);
        Assert.False(nextWasCancelled);
    }

    [Fact]
    public async Task Monitor_ItemIgnoresItsCancellation_LaneIsGivenUpOnce()
    {
        using var monitor = new LaneMonitor("test monitor");
        using var go = new ManualResetEventSlim();
        var stuck = new TaskCompletionSource<ExecutingBatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lane = new Lane(monitor, _cell.Cell, stuck.SetResult);
        monitor.Add(lane);
        Task run = Task.Run(() => lane.Execute(Sequential(
            x =>
            {
                if (x == 1)
                {
                    go.Wait();
                }

                return x;
            },
            Settings() with { ItemTimeout = TimeSpan.FromMilliseconds(100), CancelGrace = TimeSpan.FromMilliseconds(20) })));

        await stuck.Task.Soon();
        Assert.Equal(["0=0", "1!TimedOut"], _sink.Entries);
        go.Set();
        await run.Soon();

        Assert.Equal(["0=0", "1!TimedOut"], _sink.Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sequential_ItemEnds_IsToldApartFromTheNextBeforeItLeaves(bool isTimed)
    {
        var traces = new RecordingTraces(() => _sink.Count);
        ExecutingBatch batch = null!;
        batch = new SequentialBatch<int, int>(
            1,
            new SyncFunction<int, int>(x =>
            {
                batch.RequestFlush(afterEveryItem: true);
                return x == 2 ? throw new InvalidOperationException("2") : x;
            }),
            new[] { 0, 1, 2, 3 },
            0,
            Settings() with { ItemTimeout = isTimed ? TimeSpan.FromDays(1) : null },
            Context() with { Traces = traces },
            _sink,
            _cell.Cell);

        batch.Execute();

        Assert.Equal([0, 1, 2, 3], traces.ToldAtNext);
        Assert.Equal(4, _sink.Count);
    }

    [Fact]
    public async Task Sequential_OverdueItemReturnsBeforeItIsGivenUp_TheBatchGoesOn()
    {
        ExecutingBatch batch = null!;
        bool wasGivenUp = true;
        batch = Sequential(
            x =>
            {
                if (x == 0)
                {
                    batch.CancelOverdue(long.MaxValue);
                }
                else if (x == 1)
                {
                    // The monitor saw the item before overdue, and comes to give the lane up only now.
                    wasGivenUp = batch.TryGiveUp(long.MaxValue);
                }

                Thread.SpinWait(1000);
                return x;
            },
            Settings() with { ItemTimeout = TimeSpan.FromTicks(1), IsRepeatable = false });

        await Task.Run(batch.Execute).Soon();

        Assert.False(wasGivenUp);
        Assert.False(batch.IsRevoked);
        Assert.Equal(["0!TimedOut", "1!TimedOut", "2!TimedOut", "3!TimedOut"], _sink.Entries);
    }

    [Fact]
    public async Task Sequential_GivenUpWhileTheOverdueItemReturns_NoOtherBeginsAndItIsTold()
    {
        ExecutingBatch batch = null!;
        List<int> begun = [];
        batch = Sequential(
            x =>
            {
                begun.Add(x);
                if (x == 1)
                {
                    // Its end and the monitor's decision could come in any order; here the decision comes last before it returns.
                    batch.CancelOverdue(long.MaxValue);
                    Assert.True(batch.TryGiveUp(long.MaxValue));
                }

                return x;
            },
            Settings() with { ItemTimeout = TimeSpan.FromDays(1), IsRepeatable = false });

        await Task.Run(batch.Execute).Soon();

        Assert.Equal([0, 1], begun);
        Assert.Equal(["0=0", "1!TimedOut"], _sink.Entries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ManyBatches_GivenUpAtAnyMoment_WhatBeganIsToldAndWhatDidNotIsNot(int concurrency)
    {
        for (int round = 0; round < 300; round++)
        {
            var sink = new RecordingSink();
            int begun = 0;
            int Item(int x)
            {
                Interlocked.Increment(ref begun);
                Thread.SpinWait(x % 3 * 20);
                return x;
            }

            TaskFunction<int, int> function = concurrency == 1
                ? new SyncFunction<int, int>(Item)
                : new TaskReturningFunction<int, int>(x => Task.FromResult(Item(x)));
            CallSettings settings = Settings() with
            {
                ItemTimeout = TimeSpan.FromTicks(1), CancelGrace = TimeSpan.Zero, ConcurrencyPerWorker = concurrency, IsRepeatable = false,
            };
            int[] items = [.. Enumerable.Range(0, 64)];
            ExecutingBatch batch = BatchExecution.Create(1, function, items, 0, settings, Context(), sink, _cell.Cell);
            Task run = Task.Run(batch.Execute);
            while (!run.IsCompleted && !batch.TryGiveUp(long.MaxValue))
            {
                batch.CancelOverdue(System.Diagnostics.Stopwatch.GetTimestamp());
            }

            await run.Soon();
            Assert.Equal(begun, sink.Entries.Select(static entry => entry.Split('=', '!')[0]).Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public void ArgumentReading_EndsBeforeItIsGivenUp_ItsItemsBeginAndNobodyTakesThemBack()
    {
        var reading = new ArgumentReading(1, Settings(), static _ => { });
        reading.Execute();
        reading.Cancel();

        Assert.False(reading.TryGiveUp(long.MaxValue));
        Assert.False(reading.IsRevoked);
    }

    [Fact]
    public void Lane_BatchThatWasGivenUpReturns_TheLaneIsKnownToBeGivenUp()
    {
        using var monitor = new LaneMonitor("test monitor");
        var lane = new Lane(monitor, _cell.Cell, static _ => { });
        ExecutingBatch batch = null!;
        batch = Sequential(x =>
        {
            batch.Cancel();
            Assert.True(batch.TryGiveUp(long.MaxValue));
            return x;
        });
        Assert.False(lane.IsGivenUp);

        lane.Execute(batch);

        Assert.True(lane.IsGivenUp);
    }

    [Fact]
    public void Concurrent_Items_EndInAnyOrderEachOnce()
    {
        ExecutingBatch batch = Concurrent(static async x =>
        {
            await Task.Yield();
            return x == 2 ? throw new InvalidOperationException("2") : x;
        }, count: 20, Settings() with { ConcurrencyPerWorker = 3 });

        batch.Execute();

        Assert.Equal(20, _sink.Count);
        Assert.Contains("2!UserException", _sink.Entries);
        Assert.Equal(20, batch.FinishedCount);
        Assert.False(batch.HasUnflushed);
    }

    [Fact]
    public async Task Concurrent_GivenUpWhileSomeHaveFinished_TheirResultsLeaveFirst()
    {
        var hold = new TaskCompletionSource();
        ExecutingBatch batch = Concurrent(async x =>
        {
            if (x == 1)
            {
                await hold.Task;
            }

            return x;
        }, count: 2, Settings() with { ConcurrencyPerWorker = 2, ItemTimeout = TimeSpan.FromDays(1) });
        Task run = Task.Run(batch.Execute);
        await FileGate.PollAsync(() => batch.FinishedCount == 1, "the first item to finish");

        batch.CancelOverdue(long.MaxValue);
        Assert.True(batch.TryGiveUp(long.MaxValue));
        hold.SetResult();
        await run.Soon();

        Assert.Equal(["0=0", "1!TimedOut"], _sink.Entries);
    }

    [Theory]
    [InlineData(false, new[] { "0!TimedOut", "1!TimedOut", "2!Cancelled" })]
    [InlineData(true, new[] { "0!TimedOut", "1!TimedOut" })]
    public async Task Concurrent_GivenUpWhileAnItemIsInTime_ItFailsOnlyWhereItMayNotBeRepeated(bool isRepeatable, string[] expected)
    {
        var hold = new TaskCompletionSource();
        var begun = new ConcurrentQueue<int>();
        ExecutingBatch batch = Concurrent(async x =>
        {
            begun.Enqueue(x);
            await (x == 1 ? Task.Delay(Timeout.Infinite, TaskContext.Current.CancellationToken) : hold.Task);
            return x;
        }, count: 4, Settings() with { ConcurrencyPerWorker = 2, ItemTimeout = TimeSpan.FromDays(1), IsRepeatable = isRepeatable });
        Task run = Task.Run(batch.Execute);
        await FileGate.PollAsync(() => begun.Count == 2, "two items to begin");

        // Item 0 ignores its cancellation; item 1 obeys, and item 2 takes its place within its own time.
        batch.CancelOverdue(long.MaxValue);
        await FileGate.PollAsync(() => begun.Count == 3, "the third item to begin");
        Assert.True(batch.TryGiveUp(long.MaxValue));
        hold.SetResult();
        await run.Soon();

        Assert.Equal(expected, _sink.Entries.Order());
        Assert.Equal([0, 1, 2], begun);
    }

    [Fact]
    public async Task Threads_TaskIgnoresItsCancellation_AnotherThreadTakesItsPlace()
    {
        Pool pool = Pool.Threads(1);
        using var go = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        using var cancel = new CancellationTokenSource();
        string first = await pool.PipeAsync(static () => TaskContext.Current.Worker).Soon();
        Task stuck = pool.PipeAsync(
            () =>
            {
                entered.Release();
                go.Wait();
            },
            new MapOptions { CancelGrace = TimeSpan.FromMilliseconds(20) },
            cancel.Token);
        await entered.WaitAsync().Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck.Soon());

        string second = await pool.PipeAsync(static () => TaskContext.Current.Worker).Soon();
        Assert.NotEqual(first, second);
        Assert.Equal(new[] { second }, await pool.RunOnAllAsync(static () => TaskContext.Current.Worker).Soon());
        await pool.DisposeAsync().Soon();
        go.Set();
    }

    [Fact]
    public async Task Threads_PinnedBatchOfAThreadThatIsGivenUp_RunsOnItsSuccessor()
    {
        Pool pool = Pool.Threads(1);
        using var go = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        using var cancel = new CancellationTokenSource();
        Task stuck = pool.PipeAsync(
            () =>
            {
                entered.Release();
                go.Wait();
            },
            new MapOptions { CancelGrace = TimeSpan.FromMilliseconds(20) },
            cancel.Token);
        await entered.WaitAsync().Soon();
        Task<string[]> onAll = pool.RunOnAllAsync(static () => TaskContext.Current.Worker);
        await cancel.CancelAsync();

        string successor = Assert.Single(await onAll.Soon());
        Assert.Equal(successor, await pool.PipeAsync(static () => TaskContext.Current.Worker).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck.Soon());
        await pool.DisposeAsync().Soon();
        go.Set();
    }

    private static CallSettings Settings() => new()
    {
        Seed = 1,
        ItemTimeout = null,
        CancelGrace = TimeSpan.FromSeconds(1),
        ConcurrencyPerWorker = 1,
        MeasuresItems = false,
        Depth = 1,
    };

    private static BatchContext Context() => new() { Worker = "w", Attempt = 1, Seed = 1, Depth = 1, Cores = 1 };

    private SequentialBatch<int, int> Sequential(Func<int, int> function, CallSettings? settings = null) =>
        new(1, new SyncFunction<int, int>(function), new[] { 0, 1, 2, 3 }, 0, settings ?? Settings(), Context(), _sink, _cell.Cell);

    private ConcurrentBatch<int, int> Concurrent(Func<int, Task<int>> function, int count, CallSettings settings) =>
        new(1, new TaskReturningFunction<int, int>(function), Enumerable.Range(0, count).ToArray(), 0, settings, Context(), _sink, _cell.Cell);

    private sealed class RecordingTraces(Func<int> told) : IItemTraces
    {
        /// <summary>Gets how many items had been told each time that one was told apart from the next.</summary>
        public List<int> ToldAtNext { get; } = [];

        public void Next() => ToldAtNext.Add(told());

        public void Discard()
        {
        }
    }

    private sealed class RecordingSink : IBatchSink<int>
    {
        private readonly Lock _gate = new();
        private readonly List<string> _entries = [];

        public int LastFlushes { get; private set; }

        public int Count
        {
            get
            {
                lock (_gate)
                {
                    return _entries.Count;
                }
            }
        }

        public IReadOnlyList<string> Entries
        {
            get
            {
                lock (_gate)
                {
                    return [.. _entries];
                }
            }
        }

        public Task Reaches(int count) => FileGate.PollAsync(() => Count >= count, $"{count} reports");

        public Memory<int> Destination => default;

        public void Values(int start, ReadOnlyMemory<int> values, ReadOnlySpan<long> durations)
        {
            lock (_gate)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    _entries.Add($"{start + i}={values.Span[i]}");
                }
            }
        }

        public void Failed(int position, in TaskFailure failure)
        {
            lock (_gate)
            {
                _entries.Add($"{position}!{failure.Kind}");
            }
        }

        public void Flush(bool isLast, TimeSpan elapsed)
        {
            lock (_gate)
            {
                LastFlushes += isLast ? 1 : 0;
            }
        }
    }
}
