using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Pathos;

/// <summary>Thousands of items that may not begin twice, on a pool that is disturbed all the while.</summary>
/// <remarks>Each item writes its number and its process into a ledger before anything else. What fails with a lost worker may have begun once; it never begins again.</remarks>
public static partial class OnceOnly
{
    /// <summary>The signal that ends a process.</summary>
    public const int SigKill = 9;

    /// <summary>The signal that stops a process.</summary>
    public const int SigStop = 19;

    /// <summary>The signal by which a stopped process goes on.</summary>
    public const int SigCont = 18;

    private const int Items = 2500;
    private const int LongestWork = 4;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    /// <summary>Maps the items, disturbs the pool until the map ends, and asserts that each item was reported once and began once at most.</summary>
    /// <param name="pool">The pool. It is disposed before the ledger is read, so that no worker is left that could still begin something.</param>
    /// <param name="begun">An empty ledger.</param>
    /// <param name="disturb">Disturbs the pool once. It gets the processes of workers that have begun something, the latest last.</param>
    /// <returns>How many items failed.</returns>
    public static async Task<int> AssertHoldsAsync(Pool pool, FileLedger begun, Func<IReadOnlyList<int>, Task> disturb)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(begun);
        ArgumentNullException.ThrowIfNull(disturb);
        Task<List<Outcome<int>>> map = pool.MapOutcomes(
            x =>
            {
                begun.Add(string.Create(CultureInfo.InvariantCulture, $"{x} {Environment.ProcessId}"));
                using var never = new ManualResetEventSlim();
                never.Wait(x % LongestWork);
                return x;
            },
            Enumerable.Range(0, Items),
            new MapOptions { IsRepeatable = false }).Collected();
        int disturbances = 0;
        for (int seen = 0; !map.IsCompleted; disturbances++)
        {
            // Between two disturbances the pool gets on.
            int wanted = seen + (Items / 16);
            while (begun.Count < wanted && !map.IsCompleted)
            {
                // Counting thousands of files takes the processor from the processes that write them. The map has a bound of its own.
                await Task.Delay(s_step).ConfigureAwait(false);
            }

            IReadOnlyList<string> entries = begun.EntriesByTime;
            seen = entries.Count;
            if (!map.IsCompleted)
            {
                await disturb([.. entries.Select(static entry => Number(entry.Split(' ')[1])).Distinct()]).ConfigureAwait(false);
            }
        }

        List<Outcome<int>> outcomes = await map.ConfigureAwait(false);
        await pool.DisposeAsync().AsTask().Soon().ConfigureAwait(false);

        ILookup<int, string> beginnings = begun.Entries.ToLookup(static entry => Number(entry.Split(' ')[0]));
        Assert.True(disturbances > 3, $"The pool was disturbed {disturbances} times only.");
        Assert.Equal(Enumerable.Range(0, Items).Select(static x => (long)x), outcomes.Select(static outcome => outcome.Index).Order());
        Assert.DoesNotContain(beginnings, static item => item.Count() > 1);
        Outcome<int>[] failed = [.. outcomes.Where(static outcome => !outcome.IsSuccess)];
        Assert.All(outcomes.Except(failed), outcome => Assert.Single(beginnings[(int)outcome.Index]));
        Assert.All(failed, static outcome => Assert.Equal((FailureKind.WorkerLost, 1), (outcome.Failure, outcome.Attempts)));
        return failed.Length;
    }

    /// <summary>Sends a signal to a process of a test. One that has ended hears nothing.</summary>
    /// <param name="process">The process.</param>
    /// <param name="signal">The signal.</param>
    public static void Send(int process, int signal) => _ = Signal(process, signal);

    /// <summary>Stops a process for a while.</summary>
    /// <param name="process">The process.</param>
    /// <param name="pause">For how long.</param>
    /// <returns>Done when it goes on.</returns>
    public static async Task PauseAsync(int process, TimeSpan pause)
    {
        Send(process, SigStop);
        await Task.Delay(pause).ConfigureAwait(false);
        Send(process, SigCont);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
