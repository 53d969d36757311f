using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task EveryVerb_CancelledBefore_RunsNothing()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        var cancelled = new CancellationToken(canceled: true);
        Func<int, int> function = x => CountIn(ledger, $"{x}");
        await pool.ReadyAsync().Soon();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Blocking(() => pool.Map(function, [1, 2], cancellationToken: cancelled)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Background(() => pool.MapAsync(function, [1, 2], cancellationToken: cancelled)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.MapInOrder(function, [1, 2], cancellationToken: cancelled).Collected());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.MapAsCompleted(function, [1, 2], cancellationToken: cancelled).Collected());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.MapOutcomes(function, [1, 2], cancellationToken: cancelled).Collected());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Blocking(() => pool.Pipe(function, 1, cancellationToken: cancelled)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Background(() => pool.PipeAsync(function, 1, cancellationToken: cancelled)));
        Assert.Equal(0, ledger.Count);
    }

    [Theory]
    [InlineData("Map")]
    [InlineData("MapAsync")]
    [InlineData("MapInOrder")]
    [InlineData("MapAsCompleted")]
    [InlineData("Pipe")]
    [InlineData("PipeAsync")]
    public async Task Cancel_WhileRunning_RunningItemsAreToldAndTheRestIsDropped(string verb)
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        FileLedger ledger = Folder().Ledger();
        using var cancel = new CancellationTokenSource();
        Func<int, int> function = x =>
        {
            gate.Pass(TaskContext.Current.CancellationToken);
            return CountIn(ledger, $"{x}");
        };
        var options = new MapOptions { ChunkSize = 2 };

        Task call = verb switch
        {
            "Map" => Blocking(() => pool.Map(function, Endless(0, 1), options, cancel.Token)),
            "MapAsync" => Background(() => pool.MapAsync(function, Endless(0, 1), options, cancel.Token)),
            "MapInOrder" => pool.MapInOrder(function, Endless(0, 1), options, cancel.Token).Collected(),
            "MapAsCompleted" => pool.MapAsCompleted(function, Endless(0, 1), options, cancel.Token).Collected(),
            "Pipe" => Blocking(() => pool.Pipe(function, 1, options, cancel.Token)),
            _ => Background(() => pool.PipeAsync(function, 1, options, cancel.Token)),
        };

        await AssertCancelEnds(pool, call, gate, cancel);
        Assert.Equal(0, ledger.Count);
    }

    [Fact]
    public async Task Cancel_ConsumerHasPaused_RunningItemsAreToldAtOnce()
    {
        Pool pool = Open();
        TestFolder folder = Folder();
        FileLedger begun = folder.Ledger();
        FileLedger ledger = folder.Ledger();
        using var cancel = new CancellationTokenSource();
        await using IAsyncEnumerator<int> results = pool.MapInOrder(
            x =>
            {
                if (x > 0)
                {
                    begun.Add(x);
                    WaitForCancellation(ledger);
                }

                return x;
            },
            Endless(0, 1),
            new MapOptions { ChunkSize = 1, MaxInFlight = Traits.RunsInline ? null : 2 },
            cancel.Token).GetAsyncEnumerator();
        if (Traits.RunsInline)
        {
            // There an item runs only inside the consumer's own step.
            Assert.Equal(0, await Next(results));
            Task<int> step = Next(results);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
            return;
        }

        Assert.Equal(0, await Next(results));
        await begun.ReachesAsync(1);
        await cancel.CancelAsync();

        await ledger.ReachesAsync(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Next(results));
    }

    [Fact]
    public async Task Cancel_TokenOfTheEnumeration_CountsAsThatOfTheCall()
    {
        Pool pool = Open();
        using var ofCall = new CancellationTokenSource();
        using var ofEnumeration = new CancellationTokenSource();

        foreach (CancellationTokenSource source in new[] { ofEnumeration, ofCall })
        {
            FileGate gate = Folder().Gate();
            Func<int, int> function = x =>
            {
                gate.Pass(TaskContext.Current.CancellationToken);
                return x;
            };
            IAsyncEnumerable<int> stream = pool.MapInOrder(function, [1], cancellationToken: ofCall.Token);
            Task call = Background(async () =>
            {
                await foreach (int _ in stream.WithCancellation(source == ofCall ? default : ofEnumeration.Token))
                {
                }
            });
            await gate.EnteredAsync();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
    }

    [Fact]
    public async Task Cancel_WhileItemsWaitForARetry_EndsTheCall()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        using var cancel = new CancellationTokenSource();
        var options = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 1, Delay = static _ => TimeSpan.FromDays(1) } };

        Task<int[]> call = Background(() => pool.MapAsync<int, int>(
            x =>
            {
                ledger.Add(x);
                throw new InvalidOperationException("again");
            },
            [1],
            options,
            cancel.Token));
        await ledger.ReachesAsync(1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Cancel_CallbackOfTheTaskThrows_ThePoolGoesOn()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();

        Task<int[]> call = Background(() => pool.MapAsync(
            x =>
            {
                CancellationToken token = TaskContext.Current.CancellationToken;
                token.Register(static () => throw new InvalidOperationException("of the user"));
                gate.Pass(token);
                return x;
            },
            [1],
            cancellationToken: cancel.Token));

        await AssertCancelEnds(pool, call, gate, cancel);
    }

    [Fact]
    public async Task Cancel_OneOfManyCalls_LeavesTheOthersAlone()
    {
        Pool pool = Open();
        FileGate gate = Folder().Gate();
        FileGate go = Folder().Gate();
        using var cancel = new CancellationTokenSource();

        Task<int> cancelled = Background(() => pool.PipeAsync(
            () =>
            {
                gate.Pass(TaskContext.Current.CancellationToken);
                return 1;
            },
            cancellationToken: cancel.Token));
        await gate.EnteredAsync();
        Task<int> other = Background(() => pool.PipeAsync(() =>
        {
            go.Pass(TaskContext.Current.CancellationToken);
            return 2;
        }));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        go.Open();

        Assert.Equal(2, await other);
    }
}
