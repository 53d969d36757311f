namespace Pathos.Remote.Tests;

/// <summary>The program of a pool stands still while its workers behind a server go on.</summary>
[Collection(ServerHost.Collection)]
public sealed class PausedClientTests(ServerHost host)
{
    [Fact]
    public async Task Client_PausedWhileTasksRunOnAServer_LosesNothing()
    {
        using var folder = new TestFolder();

        await PausedProgram.AssertSurvivesAsync(
            folder.Ledger(),
            pausesWorkers: false,
            Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"),
            ["none", $"{host.Spec}/2"],
            (PoolCredentials.Variable, ServerHost.Secret));
    }
}
