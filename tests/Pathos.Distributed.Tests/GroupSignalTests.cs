using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pathos.Distributed.Tests;

/// <summary>Signals to a program's whole group, as terminals, service managers and the command <c>timeout</c> send them; and what is left
/// of programs that ended by one.</summary>
public sealed partial class GroupSignalTests : IDisposable
{
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly TestFolder _folder = new();

    // Of the programs alone, so that all that is in it is theirs.
    private readonly string _temporary;

    public GroupSignalTests() => _temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "t")).FullName;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(SigTerm)]
    public async Task Group_IsSignalled_AProgramThatDrainsGetsItsResults(int signal)
    {
        FileLedger begun = _folder.Ledger();
        using Process program = Start("drain", begun.Folder);
        await begun.ReachesAsync(2);

        SignalGroup(program, signal);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "");
        string said = await program.StandardOutput.ReadToEndAsync().Soon();
        await program.WaitForExitAsync().Soon();

        Assert.Contains("results: 10 20", said, StringComparison.Ordinal);
        Assert.Equal(0, program.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_temporary));
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task Group_IsSignalled_AProgramThatEndsByItLeavesNoWorkerAndNoFile(int signal)
    {
        FileLedger pids = _folder.Ledger();
        using Process program = Start(pids.Folder);
        await pids.ReachesAsync(2);

        SignalGroup(program, signal);

        await program.WaitForExitAsync().Soon();
        await Task.WhenAll(pids.Entries.Select(static pid => EndedAsync(pid)));
        await UntilAsync(() => Directory.GetFileSystemEntries(_temporary).Length == 0);
    }

    [Fact]
    public async Task Group_IsKilled_TheNextPoolClearsWhatItLeft_AndNothingOfLivingOnes()
    {
        FileLedger pids = _folder.Ledger();
        FileLedger living = _folder.Ledger("living");
        using Process program = Start(pids.Folder);
        using Process other = Start("drain", living.Folder);
        await pids.ReachesAsync(2);
        await living.ReachesAsync(2);

        // A folder of another kind, and one that only looks like a pool's.
        Directory.CreateDirectory(Path.Combine(_temporary, "pathos-0123456789abcdef"));
        string target = Directory.CreateDirectory(Path.Combine(_folder.Path, "target")).FullName;
        await File.WriteAllTextAsync(Path.Combine(target, "owner"), "1\n1\n/tmp\n\n");
        Directory.CreateSymbolicLink(Path.Combine(_temporary, "pathos-fedcba9876543210"), target);

        SignalGroup(program, SigKill);
        await program.WaitForExitAsync().Soon();
        await Task.WhenAll(pids.Entries.Select(static pid => EndedAsync(pid)));
        int before = Directory.GetDirectories(_temporary, "pathos-*").Length;
        using Process next = Start("held");
        await next.WaitForExitAsync().Soon();

        Assert.Equal((4, 3), (before, Directory.GetDirectories(_temporary, "pathos-*").Length));
        Assert.True(File.Exists(Path.Combine(target, "owner")));
        Assert.True(Directory.Exists(Path.Combine(_temporary, "pathos-0123456789abcdef")));
        Directory.Delete(Path.Combine(_temporary, "pathos-0123456789abcdef"));
        Directory.Delete(Path.Combine(_temporary, "pathos-fedcba9876543210"));

        // What is left is the living program's: it finishes, and then nothing is.
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "");
        Assert.Contains("results: 10 20", await other.StandardOutput.ReadToEndAsync().Soon(), StringComparison.Ordinal);
        await other.WaitForExitAsync().Soon();
        Assert.Empty(Directory.GetFileSystemEntries(_temporary));
    }

    [Fact]
    public async Task Group_IsKilled_TheNextPoolEndsWhatItsTasksHadStarted()
    {
        FileLedger started = _folder.Ledger();
        using Process program = Start("started", started.Folder);
        await started.ReachesAsync(1);
        string left = started.Entries[0];
        await UntilAsync(() => File.ReadAllText($"/proc/{left}/cmdline").StartsWith("sleep", StringComparison.Ordinal));

        SignalGroup(program, SigKill);
        await program.WaitForExitAsync().Soon();
        bool outlivesItsGroup = Directory.Exists($"/proc/{left}");
        using Process next = Start("held");
        await next.WaitForExitAsync().Soon();

        Assert.True(outlivesItsGroup);
        await EndedAsync(left);
    }

    [Fact]
    public async Task DisposeAsync_ProgramsOfTasksHoldTheOutputOfWorkers_LeavesNoThreadAndNoPipe()
    {
        using Process program = Start("held");

        string said = await program.StandardOutput.ReadToEndAsync().Soon();
        await program.WaitForExitAsync().Soon();

        Assert.Contains("programs: 2, living: True, threads: 0, pipes: 0", said, StringComparison.Ordinal);
    }

    /// <summary>Starts a program of <c>Pathos.Distributed.Parent</c> in a group of its own.</summary>
    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("setsid", [Environment.ProcessPath!, "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["TMPDIR"] = _temporary;
        return Process.Start(start)!;
    }

    private static void SignalGroup(Process program, int signal) => Assert.Equal(0, Signal(-program.Id, signal));

    private static Task EndedAsync(string pid) => UntilAsync(() =>
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Nothing of it is left.
            return true;
        }
    });

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (!condition())
        {
            await Task.Delay(5, bound.Token);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
