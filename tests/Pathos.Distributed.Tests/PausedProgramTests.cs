namespace Pathos.Distributed.Tests;

/// <summary>The program of a pool stands still for longer than the pool waits for a worker.</summary>
public sealed class PausedProgramTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Program_PausedWhileTasksRun_LosesNothing(bool pausesWorkers)
    {
        using var folder = new TestFolder();

        await PausedProgram.AssertSurvivesAsync(folder.Ledger(), pausesWorkers, Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), []);
    }
}
