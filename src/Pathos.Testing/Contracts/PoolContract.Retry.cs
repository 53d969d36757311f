using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Retry_ExceptionsOfTheFunction_AreTriedAsOftenAsAllowed()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();
        var options = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 2 } };
        Func<int, int> succeedsThird = x =>
        {
            ledger.Add($"{x}:{TaskContext.Current.Attempt}");
            return TaskContext.Current.Attempt < 3 ? throw new InvalidOperationException($"{x}") : x;
        };

        AssertItems([0, 1, 2], await Blocking(() => pool.Map(succeedsThird, [0, 1, 2], options)));
        AssertItems(["0:1", "0:2", "0:3", "1:1", "1:2", "1:3", "2:1", "2:2", "2:3"], ledger.Entries);
        AssertItems([0, 1, 2], await pool.MapInOrder(succeedsThird, [0, 1, 2], options).Collected());
        Assert.Equal(4, await Background(() => pool.PipeAsync(succeedsThird, 4, options)));
        Assert.All(await pool.MapOutcomes(succeedsThird, [5, 6], options).Collected(), static outcome => Assert.Equal((true, 3), (outcome.IsSuccess, outcome.Attempts)));
    }

    [Fact]
    public async Task Retry_Exhausted_LastExceptionSaysItsAttempt()
    {
        Pool pool = Open();
        var options = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 1 } };

        InvalidOperationException mapped = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Blocking(() => pool.Map<int, int>(static _ => throw new InvalidOperationException($"{TaskContext.Current.Attempt}"), [1], options)));
        InvalidOperationException piped = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Background(() => pool.PipeAsync<int>(static () => throw new InvalidOperationException($"{TaskContext.Current.Attempt}"), options)));

        Assert.Equal(("2", 2), (mapped.Message, mapped.Data[TaskData.Attempt]));
        Assert.Equal(("2", 2), (piped.Message, piped.Data[TaskData.Attempt]));
    }

    [Fact]
    public async Task Retry_Default_AnExceptionIsFinal()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map<int, int>(
            x =>
            {
                ledger.Add(x);
                throw new InvalidOperationException("no");
            },
            [1])));

        Assert.Equal(1, ledger.Count);
    }

    [Fact]
    public async Task Retry_OfThePool_IsTheDefaultOfItsCalls()
    {
        Pool pool = Open(options: new PoolOptions { Retry = new RetryPolicy { ExceptionRetries = 1 } });

        AssertItems([2], await Blocking(() => pool.Map(static _ => TaskContext.Current.Attempt == 1 ? throw new InvalidOperationException("again") : TaskContext.Current.Attempt, [1])));
    }

    [Fact]
    public async Task Retry_Filter_DecidesByTheException()
    {
        Pool pool = Open();
        var options = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 5, ShouldRetry = static failed => failed.Exception is TimeZoneNotFoundException } };

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map<int, int>(
            static _ => throw (TaskContext.Current.Attempt == 1 ? new TimeZoneNotFoundException("again") : new InvalidOperationException("no")), [1], options)));

        Assert.Equal(2, error.Data[TaskData.Attempt]);
    }

    [Fact]
    public async Task Retry_Delay_IsAskedForEachFailedAttempt()
    {
        Pool pool = Open();
        List<int> asked = [];
        var options = new MapOptions
        {
            Retry = new RetryPolicy
            {
                ExceptionRetries = 2,
                Delay = attempt =>
                {
                    asked.Add(attempt);
                    return TimeSpan.FromMilliseconds(1);
                },
            },
        };

        AssertItems([3], await Blocking(() => pool.Map(static _ => TaskContext.Current.Attempt < 3 ? throw new InvalidOperationException("again") : 3, [1], options)));
        Assert.Equal(3, await Background(() => pool.PipeAsync(static () => TaskContext.Current.Attempt < 3 ? throw new InvalidOperationException("again") : 3, options)));
        AssertItems([1, 2, 1, 2], asked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Retry_FilterThrows_TheTasksOwnExceptionIsWhatTheCallerGets(int concurrency)
    {
        Pool pool = Open();
        var options = new MapOptions
        {
            ConcurrencyPerWorker = concurrency,
            Retry = new RetryPolicy { ExceptionRetries = 5, ShouldRetry = static _ => throw new NotFiniteNumberException("of the policy") },
        };
        Func<int, Task<int>> function = static async x =>
        {
            await Task.Yield();
            throw new InvalidOperationException($"{x}");
        };

        InvalidOperationException mapped = await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map(function, [1, 2, 3], options)));
        InvalidOperationException piped = await Assert.ThrowsAsync<InvalidOperationException>(() => Background(() => pool.PipeAsync(function, 1, options)));
        Assert.All([mapped, piped], static error =>
        {
            Assert.IsType<NotFiniteNumberException>(error.Data[TaskData.RetryPolicyError]);
            Assert.Equal(1, error.Data[TaskData.Attempt]);
        });
        await AssertWorks(pool);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_DelayThrowsOrIsTooLong_TheTasksOwnExceptionIsWhatTheCallerGets(bool isTooLong)
    {
        Pool pool = Open();
        Func<int, TimeSpan> delay = isTooLong ? static _ => TimeSpan.MaxValue : static _ => throw new NotFiniteNumberException("of the policy");
        var options = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 5, Delay = delay }, Errors = ErrorPolicy.Complete };
        Func<int, int> function = static x => throw new InvalidOperationException($"{x}");

        MapFailedException mapped = await Assert.ThrowsAsync<MapFailedException>(() => Blocking(() => pool.Map(function, [1, 2, 3], options)));
        InvalidOperationException piped = await Assert.ThrowsAsync<InvalidOperationException>(() => Background(() => pool.PipeAsync(function, 1, options)));

        Assert.Equal(3, mapped.Failures.Count);
        Assert.All([.. mapped.Failures, piped], error =>
        {
            Assert.IsType<InvalidOperationException>(error);
            Assert.IsType(isTooLong ? typeof(ArgumentOutOfRangeException) : typeof(NotFiniteNumberException), error.Data[TaskData.RetryPolicyError]);
        });
    }

    [Fact]
    public async Task Retry_TimedOutItem_IsNotTriedAgain()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Assert.ThrowsAsync<TimeoutException>(() => Blocking(() => pool.Map(
            x =>
            {
                WaitForCancellation(ledger);
                return x;
            },
            [1],
            new MapOptions { ItemTimeout = s_short, Retry = new RetryPolicy { ExceptionRetries = 3 } })));

        Assert.Equal(1, ledger.Count);
    }
}
