using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Pathos;

/// <summary>What a pool of processes must do beyond <see cref="PoolContract"/>: survive the death, the silence and the misbehaviour of its workers.</summary>
/// <remarks>Item 7 of twenty is the one that does it; the ledger counts how often each item began.</remarks>
public abstract partial class ProcessPoolContract : PoolContract
{
    private const int Items = 20;
    private const int Culprit = 7;
    private const int SigAbrt = 6;
    private const int SigKill = 9;
    private const int SigSegv = 11;
    private const int SigStop = 19;
    private const int SigCont = 18;

    /// <summary>The ways in which a task can end its worker.</summary>
    public enum Death
    {
        Exit,
        Kill,
        FailFast,
        NativeCrash,
        StackOverflow,
    }

    /// <inheritdoc/>
    protected override PoolTraits Traits { get; } = new() { HasProcesses = true, CopiesValues = true, CanResize = true };

    /// <summary>Opens a pool whose workers are given up after so long a silence.</summary>
    /// <param name="workers">How many workers.</param>
    /// <param name="heartbeatTimeout">The longest silence.</param>
    /// <returns>The pool.</returns>
    protected abstract Pool CreatePool(int workers, TimeSpan heartbeatTimeout);

    /// <summary>Starts another program that opens a pool of this kind with two workers and keeps both busy for ever, one spinning and one asleep,
    /// each of them after adding the number of its process to the ledger.</summary>
    /// <param name="workers">Where the workers write their process numbers.</param>
    /// <returns>The program.</returns>
    protected abstract Process StartParent(FileLedger workers);

    [Fact]
    public async Task Initializer_EndsItsProcess_OpeningFails()
    {
        Pool pool = Open(workers: 1, new PoolOptions { Initializer = static () => Environment.Exit(9) });

        await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
    }

    [Fact]
    public async Task NotShippable_ArgumentCaptureOrResult_IsRefusedWithItsPathAndThePoolGoesOn()
    {
        Pool pool = Open();
        using var stream = new FileStream(Path.Combine(Folder().Path, "file"), FileMode.Create);

        Exception[] errors =
        [
            await Assert.ThrowsAnyAsync<Exception>(() => Blocking(() => pool.Map(static x => x.CanRead, [stream]))),
            await Assert.ThrowsAnyAsync<Exception>(() => Blocking(() => pool.Map(x => stream.CanRead, [1]))),
            await Assert.ThrowsAnyAsync<Exception>(() => Blocking(() => pool.Map(static x => new FileStream("/dev/null", FileMode.Open), [1]))),
        ];

        Assert.All(errors, static error => Assert.Equal("NotShippableException", error.GetType().Name));
        Assert.Contains("stream", errors[1].Message, StringComparison.Ordinal);
        await AssertWorks(pool);
    }

    /// <summary>Maps all items, of which the culprit does what it is told. The ledger counts how often each began.</summary>
    private static Task<List<Outcome<int>>> MapWithCulprit(Pool pool, FileLedger ledger, Action misdeed, MapOptions options) => pool.MapOutcomes(
        x =>
        {
            ledger.Add(x);
            Work();
            if (x == Culprit)
            {
                misdeed();
            }

            return x;
        },
        Enumerable.Range(0, Items),
        options).Collected();

    /// <summary>Asserts that every item began once, and the culprit so many times.</summary>
    private static void AssertBegun(FileLedger ledger, int culprit = 1) =>
        Assert.All(Enumerable.Range(0, Items), x => Assert.Equal((x, x == Culprit ? culprit : 1), (x, ledger.CountOf(x))));

    private static IEnumerable<int?> SignalsOf(Death death) => death switch
    {
        Death.Exit => [null],
        Death.Kill => [SigKill],
        Death.FailFast or Death.StackOverflow => [SigAbrt],
        _ => [SigSegv, SigAbrt],
    };

    /// <summary>In a task: takes more than a millisecond, so that a finished item has left its worker before the next one begins.</summary>
    private static void Work(int milliseconds = 10)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromMilliseconds(milliseconds));
    }

    private static void Die(Death death)
    {
        switch (death)
        {
            case Death.Exit:
                Environment.Exit(3);
                break;
            case Death.Kill:
                Kill(Environment.ProcessId, SigKill);
                break;
            case Death.FailFast:
                Environment.FailFast("fast");
                break;
            case Death.NativeCrash:
                _ = Length(0);
                break;
            case Death.StackOverflow:
                _ = Descend(0);
                break;
        }
    }

    private static int Descend(int depth) => Descend(depth + 1) + Descend(depth + 2);

    private static int Pid(FileLedger pids) => int.Parse(pids.Entries[0], System.Globalization.CultureInfo.InvariantCulture);

    private static void Kill(int pid, int signal) => Assert.Equal(0, Signal(pid, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int pid, int signal);

    /// <summary>Reads what lies at an address, in native code: address 0 is a crash that no managed handler sees.</summary>
    [LibraryImport("libc", EntryPoint = "strlen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Length(nint address);
}
