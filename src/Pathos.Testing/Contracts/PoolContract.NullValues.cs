using Xunit;

// The lambdas look to the compiler as if they returned null for a task: that is what this is about.
#pragma warning disable CS8603, CS8619, CS8621, MA0022, VSTHRD114

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task NullResults_OfAnyFunction_AreResults()
    {
        Pool pool = Open();
        string?[] two = [null, null];

        // The compiler takes this lambda for one that returns a task.
        AssertItems(two, await Blocking(() => pool.Map<int, string?>(x => null, [1, 2])));
        AssertItems(two, await Blocking(() => pool.Map(static (int x) => (string?)null, [1, 2])));
        AssertItems(two, await Background(() => pool.MapAsync<int, string?>(x => null, [1, 2])));
        AssertItems(two, await pool.MapInOrder<int, string?>(x => null, [1, 2]).Collected());
        AssertItems(two, await pool.MapAsCompleted<int, string?>(x => null, [1, 2]).Collected());
        Assert.All(await pool.MapOutcomes<int, string?>(x => null, [1, 2]).Collected(), static outcome => Assert.Null(outcome.Value));
        Assert.Null(await Blocking(() => pool.Pipe<string?>(() => null)));
        Assert.Null(await Blocking(() => pool.Pipe<int, string?>(x => null, 1)));
        Assert.Null(await Background(() => pool.PipeAsync<string?>(() => null)));
        Assert.All(await Background(() => pool.RunOnAllAsync<string?>(() => null)), Assert.Null);
    }

    [Fact]
    public async Task NullResults_OfAsyncFunctions_AreResults()
    {
        Pool pool = Open();
        Func<int, Task<string?>> task = static async x =>
        {
            await Task.Yield();
            return null;
        };
        Func<int, ValueTask<int?>> valueTask = static async x =>
        {
            await Task.Yield();
            return null;
        };

        AssertItems([null, null], await Blocking(() => pool.Map(task, [1, 2])));
        AssertItems([null, null], await Blocking(() => pool.Map(task, [1, 2], new MapOptions { ConcurrencyPerWorker = 2 })));
        AssertItems([null, null], await Blocking(() => pool.Map(valueTask, [1, 2])));
        AssertItems([null, null], await Blocking(() => pool.Map<int, string?>(x => null, [1, 2], new MapOptions { ConcurrencyPerWorker = 2 })));
    }

    [Fact]
    public async Task NullArguments_ArriveAsNull()
    {
        Pool pool = Open();

        AssertItems([true, false], await Blocking(() => pool.Map(static (string? text) => text is null, [null, "a"])));
        AssertItems([true, false], await Blocking(() => pool.Map(static (int? number) => number is null, [null, 1])));
        Assert.True(await Blocking(() => pool.Pipe(static (string? text) => text is null, null)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task NullTask_WhereNoResultCanBeNull_SaysSo(int concurrency)
    {
        Pool pool = Open();
        var options = new MapOptions { ConcurrencyPerWorker = concurrency };

        InvalidOperationException mapped = await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Map<int, int>(x => (Task<int>)null!, [1], options)));
        InvalidOperationException piped = await Assert.ThrowsAsync<InvalidOperationException>(() => Blocking(() => pool.Pipe(static () => (Task)null!, options)));

        Assert.All([mapped, piped], static error => Assert.Contains("null instead of a task", error.Message, StringComparison.Ordinal));
    }
}
