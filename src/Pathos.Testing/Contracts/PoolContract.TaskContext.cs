using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    private static readonly AsyncLocal<string?> s_ambient = new();
    private static int s_touched;

    [Fact]
    public async Task TaskContext_InsideATask_KnowsTheTask()
    {
        Pool pool = Open();

        (long Index, int Attempt, bool IsInTask, string Worker)[] seen = await Blocking(() => pool.Map(
            static _ => (TaskContext.Current.Index, TaskContext.Current.Attempt, TaskContext.Current.IsInTask, TaskContext.Current.Worker), Enumerable.Range(100, 20)));

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => (long)i), seen.Select(static s => s.Index));
        Assert.All(seen, static s => Assert.True(s is { Attempt: 1, IsInTask: true, Worker.Length: > 0 }));
    }

    [Fact]
    public async Task TaskContext_AfterACall_IsNoneForTheCaller()
    {
        Pool pool = Open();

        await Blocking(() =>
        {
            pool.Map(static x => x, [1, 2]);
            AssertNone();
            pool.Pipe(static () => 1);
            AssertNone();
            pool.Map(static async x =>
            {
                await Task.Yield();
                return x;
            }, [1, 2, 3], new MapOptions { ConcurrencyPerWorker = 2 });
            AssertNone();
            _ = pool.PipeAsync(static () => 1);
            AssertNone();
            Assert.ThrowsAny<Exception>(() => { pool.Map<int, int>(static _ => throw new InvalidOperationException("no"), [1]); });
            AssertNone();
        });

        static void AssertNone()
        {
            Assert.False(TaskContext.Current.IsInTask);
            Assert.Equal((-1L, 0, ""), (TaskContext.Current.Index, TaskContext.Current.Attempt, TaskContext.Current.Worker));
            Assert.False(TaskContext.Current.CancellationToken.CanBeCanceled);
            TaskContext.Current.Report("to nobody");
            Assert.NotNull(TaskContext.Current.Random);
        }
    }

    [Fact]
    public async Task TaskContext_FollowsAwaitsAndTasks()
    {
        Pool pool = Open();

        (long Before, long AfterAwait, long InTask)[] seen = await Blocking(() => pool.Map(
            static async _ =>
            {
                long before = TaskContext.Current.Index;
                await Task.Yield();
                return (before, TaskContext.Current.Index, await Task.Run(static () => TaskContext.Current.Index));
            },
            Enumerable.Range(0, 5)));

        Assert.All(seen.Index(), static s => Assert.Equal(((long)s.Index, (long)s.Index, (long)s.Index), s.Item));
    }

    [Fact]
    public async Task TaskContext_AfterACallInsideATask_IsThatOfTheTaskAgain()
    {
        Pool pool = Open();

        (long Before, long Inner, long After)[] seen = await Blocking(() => pool.Map(
            _ =>
            {
                long before = TaskContext.Current.Index;
                long inner = pool.Map(static _ => TaskContext.Current.Index, [0, 0, 0])[2];
                pool.Pipe(static () => 1);
                return (before, inner, TaskContext.Current.Index);
            },
            Enumerable.Range(0, 3)));

        AssertItems([(0L, 2L, 0L), (1L, 2L, 1L), (2L, 2L, 2L)], seen);
    }

    [Fact]
    public async Task AsyncLocals_OfWhoeverOpensThePool_DoNotReachItsTasks()
    {
        if (Traits.RunsInline)
        {
            // There is no other thread: a task sees what its caller sees.
            Pool inline = Open();
            AssertItems(["caller"], await Blocking(() =>
            {
                s_ambient.Value = "caller";
                return inline.Map(static _ => s_ambient.Value, [1]);
            }));
            return;
        }

        s_ambient.Value = "opener";
        Pool pool = Open();
        await pool.ReadyAsync().Soon();
        AssertItems([null], await Blocking(() => pool.Map(static _ => s_ambient.Value, [1])));
        s_ambient.Value = null;
    }

    [Fact]
    public async Task Statics_ChangedByATask_AreSharedOnlyWithinTheProcess()
    {
        Pool pool = Open();
        Volatile.Write(ref s_touched, 0);

        await Blocking(() => pool.Map(static x => Interlocked.Exchange(ref s_touched, x), [1]));

        Assert.Equal(Traits.RunsInCallersProcess ? 1 : 0, Volatile.Read(ref s_touched));
    }

    [Fact]
    public async Task Tasks_RunWhereTheTraitsSay()
    {
        Pool pool = Open();

        (int Process, int Thread, int Caller) seen = await Blocking(() =>
        {
            (int process, int thread) = pool.Pipe(static () => (Environment.ProcessId, Environment.CurrentManagedThreadId));
            return (process, thread, Environment.CurrentManagedThreadId);
        });

        Assert.Equal(Traits.RunsInCallersProcess, seen.Process == Environment.ProcessId);
        Assert.Equal(Traits.RunsInline, seen.Process == Environment.ProcessId && seen.Thread == seen.Caller);
    }
}
