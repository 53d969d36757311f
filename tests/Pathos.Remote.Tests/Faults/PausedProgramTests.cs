namespace Pathos.Remote.Tests;

/// <summary>The program of a pool stands still while its workers on a host go on.</summary>
[Collection(SshHosts.Collection)]
public sealed class PausedProgramTests(SshHosts hosts)
{
    [Fact]
    public async Task Program_PausedWhileTasksRunOnAHost_LosesNothing()
    {
        using var folder = new TestFolder();

        await PausedProgram.AssertSurvivesAsync(
            folder.Ledger(), pausesWorkers: false, Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), [hosts.Servers.ConfigPath, "ssh://hosta/2"]);
    }
}
