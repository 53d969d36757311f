namespace Pathos.Remote.Tests;

/// <summary>A host is lost while it works, in each of the ways in which that happens.</summary>
[Collection(SshHosts.Collection)]
public sealed class LostHostTests(SshHosts hosts)
{
    public enum Loss
    {
        /// <summary>The agent that starts the workers there.</summary>
        Node,

        /// <summary>The SSH client here.</summary>
        Client,

        /// <summary>The process of sshd that serves the session.</summary>
        Session,
    }

    private SshServer HostA => hosts.Servers["hosta"];

    [Theory]
    [InlineData(Loss.Node)]
    [InlineData(Loss.Client)]
    [InlineData(Loss.Session)]
    public async Task Connection_LostInMidMap_HostJoinsAgainAndOnlyWhatItExecutedBeginsAgain(Loss loss)
    {
        await using Pool pool = Open();
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 4);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hosta");
        IReadOnlyList<int> before = HostA.FindProcesses();

        await LoseAsync(loss);

        await Where.AreGoneAsync(HostA, before);
        await map.TakesMoreAsync("hosta", held);
        Assert.Equal(2, held.Count);
        await map.EndsRightAsync(held);
    }

    [Fact]
    public async Task Machine_LostInMidMap_MapEndsOnTheOthersAndItJoinsWhenItIsBack()
    {
        await using Pool pool = Open();
        using HeldMap map = await HeldMap.StartAsync(pool, workers: 4);
        IReadOnlyList<(int Item, int Process)> held = map.HeldOn("hosta");

        await hosts.Servers.KillAsync("hosta").Soon();
        try
        {
            Assert.Equal(2, held.Count);
            await map.EndsRightAsync(held);
        }
        finally
        {
            await hosts.Servers.RestartAsync("hosta").Soon();
        }

        await Where.JoinsAsync(pool, "hosta");
    }

    private Pool Open() => Pool.Open(hosts.Options(), "ssh://hosta/2", "ssh://hostb/1", "local/1");

    private async Task LoseAsync(Loss loss)
    {
        switch (loss)
        {
            case Loss.Node:
                Where.Kill([Where.NodeOf(HostA)]);
                break;
            case Loss.Client:
                Where.Kill([Assert.Single(Where.ClientsOf(hosts.Servers, "hosta"))]);
                break;
            default:
                await hosts.Servers.SeverAsync("hosta").Soon();
                break;
        }
    }
}
