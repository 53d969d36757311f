using System.Diagnostics;

namespace Pathos.Secure.Tests;

[Collection(SshFixture.Collection)]
public sealed class SshServersTests(SshFixture fixture)
{
    [Fact]
    public async Task Sessions_OfEachServer_KnowWhereTheyAre()
    {
        foreach (SshServer server in fixture.Servers.All)
        {
            ClientRun run = await ClientRun.OfAsync(server.Name, fixture.Options, "cat; echo $PATHOS_HOST $HOME; exit 42", input: "in ");

            Assert.Equal((42, $"in {server.Name} {server.Home}\n"), (run.ExitCode, run.Output));
        }
    }

    [Fact]
    public async Task KillAsync_SessionsRun_EndsThemAndTheServerUntilItsRestart()
    {
        using var folder = new TestFolder();
        Task<ClientRun> session = ClientRun.OfAsync("hostb", fixture.Options, $"nohup {RemoteEnd.Command(folder)} >/dev/null 2>&1 & sleep 1000");
        int orphan = await RemoteEnd.BegunAsync(folder).Soon();

        await fixture.Servers.KillAsync("hostb").Soon();

        Assert.False(await RemoteEnd.IsAliveAsync(orphan));
        Assert.Equal(255, (await session).ExitCode);
        Assert.Null(fixture.Servers["hostb"].ProcessId);
        Assert.Equal(255, (await ClientRun.OfAsync("hostb", fixture.Options, "true")).ExitCode);
        Assert.Equal(0, (await ClientRun.OfAsync("hosta", fixture.Options, "true")).ExitCode);

        await fixture.Servers.RestartAsync("hostb").Soon();
        Assert.Equal(0, (await ClientRun.OfAsync("hostb", fixture.Options, "true")).ExitCode);
    }

    [Fact]
    public async Task SeverAsync_SessionRuns_BreaksTheConnectionAndLeavesTheCommand()
    {
        using var folder = new TestFolder();
        Task<ClientRun> session = ClientRun.OfAsync("hostc", fixture.Options, RemoteEnd.Command(folder));
        int command = await RemoteEnd.BegunAsync(folder).Soon();

        await fixture.Servers.SeverAsync("hostc").Soon();

        Assert.Equal(255, (await session).ExitCode);
        Assert.True(await RemoteEnd.IsAliveAsync(command));
        Assert.Equal(0, (await ClientRun.OfAsync("hostc", fixture.Options, "true")).ExitCode);
        await fixture.Servers.RestartAsync("hostc").Soon();
    }

    [Fact]
    public async Task DisposeAsync_SessionsRun_LeavesNothing()
    {
        SshServers servers = await SshServers.StartAsync(1, static name => new SshServerSetup { Environment = new Dictionary<string, string> { ["GREETING"] = "hello from " + name }, ConfigLines = ["AllowTcpForwarding no"] }).Soon();
        SshServer server = servers["hosta"];
        int id = server.ProcessId!.Value;
        Assert.Equal("hello from hosta\n", (await ClientRun.OfAsync("hosta", new SshOptions { ConfigFile = servers.ConfigPath }, "echo $GREETING")).Output);
        Task<ClientRun> session = ClientRun.OfAsync("hosta", new SshOptions { ConfigFile = servers.ConfigPath }, "sleep 1000");

        await servers.DisposeAsync().Soon();

        Assert.Equal(255, (await session).ExitCode);
        Assert.False(Directory.Exists(server.Home));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }
}
