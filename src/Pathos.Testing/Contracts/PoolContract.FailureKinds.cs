using System.Runtime.CompilerServices;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task ShouldRetry_EveryKindOfFailure_IsAskedWithWhatIsKnown()
    {
        Pool pool = Open();
        List<FailedTry> asked = [];
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        CancellationToken token = cancelled.Token;
        FileLedger ledger = Folder().Ledger();

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                switch (x)
                {
                    case 0:
                        throw new InvalidOperationException("of the function");
                    case 1:
                        return new Kilobyte[Array.MaxLength].Length;
                    case 2:
                        token.ThrowIfCancellationRequested();
                        break;
                    case 3:
                        WaitForCancellation(ledger);
                        break;
                }

                return x;
            },
            Enumerable.Range(0, 5),
            new MapOptions
            {
                ItemTimeout = s_ample,
                Retry = new RetryPolicy
                {
                    ExceptionRetries = 1,
                    ShouldRetry = failed =>
                    {
                        asked.Add(failed);
                        return failed.Kind == FailureKind.OutOfMemory;
                    },
                },
            }).Collected();

        AssertItems(
            [(0L, FailureKind.UserException), (1L, FailureKind.OutOfMemory), (2L, FailureKind.Cancelled), (3L, FailureKind.TimedOut)],
            outcomes.Where(static o => !o.IsSuccess).OrderBy(static o => o.Index).Select(static o => (o.Index, o.Failure!.Value)));
        AssertItems([1, 2, 1, 1], outcomes.Where(static o => !o.IsSuccess).OrderBy(static o => o.Index).Select(static o => o.Attempts));

        // The second try of item 1 is beyond its budget: the predicate is not asked again.
        AssertItems([0L, 1L, 2L, 3L], asked.Select(static failed => failed.Index).Order());
        Assert.All(asked, static failed => Assert.Equal((1, true), (failed.Attempt, failed.Exception is not null && failed.Worker.Length > 0)));
    }

    [Fact]
    public async Task Retry_WaitInside_IsAFailureAndNoCancellation()
    {
        Pool pool = Open();
        var options = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 1 } };

        // What a client throws that gave up waiting: a cancellation, whose cause is a timeout.
        int attempts = await Background(() => pool.PipeAsync(
            static () => TaskContext.Current.Attempt == 1
                ? throw new TaskCanceledException("waited too long", new TimeoutException("too long"), new CancellationToken(canceled: true))
                : TaskContext.Current.Attempt,
            options));

        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Retry_TimedOutItem_PolicyAllowsIt_IsTriedAgain()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        int[] results = await Blocking(() => pool.Map(
            x =>
            {
                if (TaskContext.Current.Attempt == 1)
                {
                    WaitForCancellation(ledger);
                }

                return x;
            },
            [1],
            new MapOptions { ItemTimeout = s_ample, Retry = new RetryPolicy { ExceptionRetries = 1, ShouldRetry = static failed => failed.Kind == FailureKind.TimedOut } }));

        AssertItems([1], results);
        AssertItems(["cancelled"], ledger.Entries);
    }

    [Fact]
    public async Task NotRepeatable_FunctionThrows_RunsOnceWhateverThePolicy()
    {
        Pool pool = Open(options: new PoolOptions { Retry = new RetryPolicy { ExceptionRetries = 5 } });
        FileLedger ledger = Folder().Ledger();
        Func<int, int> fails = x =>
        {
            ledger.Add(x);
            throw new InvalidOperationException("no");
        };
        var once = new MapOptions { IsRepeatable = false };

        await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map(fails, [1], once)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Background(() => pool.PipeAsync(fails, 2, once)));

        AssertItems(["1", "2"], ledger.Entries);
    }

    /// <summary>Two billion of these are more than any machine has.</summary>
    [InlineArray(1024)]
    private struct Kilobyte
    {
        private byte _first;
    }
}
