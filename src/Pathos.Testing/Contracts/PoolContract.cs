using Xunit;

namespace Pathos;

/// <summary>What every pool must do, whichever kind it is. Derive a class for each kind; it inherits all facts.</summary>
/// <remarks>Functions of these facts may run in other processes: they share files with the test, never objects.</remarks>
public abstract partial class PoolContract : IAsyncLifetime
{
    private readonly List<Pool> _pools = [];
    private readonly List<TestFolder> _folders = [];

    /// <summary>Gets what this kind of pool promises beyond the rest.</summary>
    protected virtual PoolTraits Traits { get; } = new();

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (Pool pool in _pools)
        {
            await pool.DisposeAsync().Soon();
        }

        _folders.ForEach(static folder => folder.Dispose());
    }

    /// <summary>Opens a pool of the kind.</summary>
    /// <param name="workers">How many workers; a kind that has a fixed number ignores it.</param>
    /// <param name="options">How to open it.</param>
    /// <returns>The pool.</returns>
    protected abstract Pool CreatePool(int workers, PoolOptions? options = null);

    /// <summary>Opens a pool that is disposed at the end of the fact, within bounds.</summary>
    /// <param name="workers">How many workers.</param>
    /// <param name="options">How to open it.</param>
    /// <returns>The pool.</returns>
    protected Pool Open(int workers = 2, PoolOptions? options = null)
    {
        Pool pool = CreatePool(workers, options);
        _pools.Add(pool);
        return pool;
    }

    /// <summary>Makes a folder that is removed at the end of the fact.</summary>
    /// <returns>The folder.</returns>
    protected TestFolder Folder()
    {
        var folder = new TestFolder();
        _folders.Add(folder);
        return folder;
    }

    /// <summary>Runs a blocking verb on a thread of its own, within the bound.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="verb">The verb.</param>
    /// <returns>What it returned.</returns>
    protected static Task<T> Blocking<T>(Func<T> verb) =>
        Task.Factory.StartNew(verb, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Soon();

    /// <inheritdoc cref="Blocking{T}(Func{T})"/>
    protected static Task Blocking(Action verb) =>
        Task.Factory.StartNew(verb, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Soon();

    /// <summary>Starts an async verb without standing in its way: an inline pool runs it on the thread that starts it.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="verb">The verb.</param>
    /// <returns>Its task.</returns>
    protected static Task<T> Background<T>(Func<Task<T>> verb) =>
        Task.Factory.StartNew(verb, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap().Soon();

    /// <inheritdoc cref="Background{T}(Func{Task{T}})"/>
    protected static Task Background(Func<Task> verb) =>
        Task.Factory.StartNew(verb, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap().Soon();

    /// <summary>Takes the next item of a stream, within the bound.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="items">The stream.</param>
    /// <returns>The item.</returns>
    protected static async Task<T> Next<T>(IAsyncEnumerator<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Assert.True(await Background(() => items.MoveNextAsync().AsTask()), "The stream has ended.");
        return items.Current;
    }

    /// <summary>Asserts what a sequence holds.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="expected">What it should hold, in this order.</param>
    /// <param name="actual">The sequence.</param>
    protected static void AssertItems<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(expected, actual);

    /// <summary>Asserts that a pool is open and goes on: a small map has its results.</summary>
    /// <param name="pool">The pool.</param>
    /// <returns>A task that fails when it does not.</returns>
    protected static async Task AssertWorks(Pool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Assert.True(pool.IsOpen);
        Assert.True(pool.WorkerCount > 0);
        AssertItems([2, 3], await Blocking(() => pool.Map(static x => x + 1, [1, 2])));
    }

    /// <summary>Cancels a call as soon as its tasks stand at a gate, and asserts that it ends so and the pool goes on.</summary>
    /// <param name="pool">Where it runs.</param>
    /// <param name="call">The call.</param>
    /// <param name="gate">Where its tasks wait.</param>
    /// <param name="cancel">What cancels it.</param>
    /// <param name="inside">How many of its tasks come to the gate.</param>
    /// <returns>A task that fails when something else happens.</returns>
    protected static async Task AssertCancelEnds(Pool pool, Task call, FileGate gate, CancellationTokenSource cancel, int inside = 1)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(cancel);
        await gate.EnteredAsync(inside);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await AssertWorks(pool);
    }

    /// <summary>Looks for a while at something that must not happen.</summary>
    /// <param name="task">What must not end.</param>
    /// <returns>A task that fails when it does.</returns>
    protected static async Task StaysPending(Task task) =>
        Assert.NotSame(task, await Task.WhenAny(task, Task.Delay(TestTimeouts.Quiet)));

    /// <summary>Makes an async input.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="items">Its items; each is given after a step that does not end at once.</param>
    /// <returns>The input.</returns>
    protected static async IAsyncEnumerable<T> AsyncItems<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (T item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
