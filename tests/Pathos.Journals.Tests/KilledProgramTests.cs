using System.Diagnostics;

namespace Pathos.Journals.Tests;

/// <summary>Programs that end before their map does.</summary>
public sealed class KilledProgramTests : IDisposable
{
    private const int Items = 200;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Program_IsKilledHalfWayAndStartedAgain_RunsOnlyWhatIsMissing()
    {
        string path = Path.Combine(_folder.Path, "journal");
        FileLedger first = _folder.Ledger("first");
        FileLedger second = _folder.Ledger("second");
        using (Process program = Start(path, first, bytes: 1000))
        {
            await first.ReachesAsync(Items / 3);
            program.Kill();
            await program.WaitForExitAsync().WaitAsync(TestTimeouts.Unexpected);
        }

        long recorded = await GoesOnAsync(path, second, bytes: 1000);

        Assert.InRange(recorded, 1, Items - 1);
        Assert.Equal(Items - recorded, second.Count);
    }

    [Fact]
    public async Task Program_DiskIsFull_SaysSoAndGoesOnWhenThereIsRoom()
    {
        string small = Directory.CreateDirectory(Path.Combine(_folder.Path, "small")).FullName;
        string kept = Path.Combine(_folder.Path, "kept");
        FileLedger first = _folder.Ledger("first");
        FileLedger second = _folder.Ledger("second");

        // A file system of 400 KB in a mount namespace of its own; what the journal holds is carried out of it at the end.
        string script = $"mount -t tmpfs -o size=400k none '{small}' && dotnet {Quoted(Command($"{small}/journal", bytes: 4000))}; code=$?; cp '{small}/journal' '{kept}'; exit $code";
        using Process full = Run("unshare", ["--mount", "sh", "-c", script], first);
        string told = await full.StandardOutput.ReadToEndAsync().WaitAsync(TestTimeouts.Unexpected);
        await full.WaitForExitAsync().WaitAsync(TestTimeouts.Unexpected);

        Assert.Contains("cannot be recorded", told, StringComparison.Ordinal);
        Assert.Contains("make room", told, StringComparison.Ordinal);
        Assert.Equal(1, full.ExitCode);
        Assert.InRange(await GoesOnAsync(kept, second, bytes: 4000), 50, 100);
    }

    /// <summary>Starts the program over a journal that holds a part, asserts that it ends with everything, and returns how much the journal held before.</summary>
    private static async Task<long> GoesOnAsync(string path, FileLedger ledger, int bytes)
    {
        long recorded;
        using (Journal journal = Journal.Open(path))
        {
            recorded = journal.Count;
        }

        using Process program = Start(path, ledger, bytes);
        string output = await program.StandardOutput.ReadToEndAsync().WaitAsync(TestTimeouts.Unexpected);
        Assert.Equal($"{Items} True {recorded}", output.Trim());
        return recorded;
    }

    private static Process Start(string journal, FileLedger ledger, int bytes) => Run("dotnet", Command(journal, bytes), ledger);

    private static string[] Command(string journal, int bytes) =>
        [Path.Combine(AppContext.BaseDirectory, "Pathos.Journals.Parent.dll"), journal, $"{Items}", $"{bytes}"];

    private static string Quoted(string[] words) => string.Join(' ', words.Select(static word => $"'{word}'"));

    private static Process Run(string program, string[] arguments, FileLedger ledger)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["LEDGER"] = ledger.Folder;
        Array.ForEach(arguments, start.ArgumentList.Add);
        return Process.Start(start)!;
    }
}
