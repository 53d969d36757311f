using System.Security.Authentication;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A hostile machine attacks the server that it offers to work for: it is sent away by its name, is told why, and the server goes on.</summary>
public sealed class HostileHelperServerTests
{
    private const long MemoryBound = 32 << 20;

    [Theory]
    [InlineData("lab", 2_000_000_000, "HelperReady.Workers is 2000000000")]
    [InlineData("lab", 4097, "HelperReady.Workers is 4097")]
    [InlineData("lab", -1, "HelperReady.Workers is -1")]
    [InlineData(null, 1, "HelperReady.Name has 257 characters")]
    public async Task FirstWord_SaysWhatCannotBe_IsSentAwayAndToldWhy(string? name, int workers, string why)
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        using HostileHelper hostile = await helped.HostileAsync();

        hostile.Say(MessageKind.HelperReady, new HelperReady(Protocol.Version, Environment.Version.ToString(), name ?? new string('x', 257), workers));

        string refusal = await hostile.Refusal.Soon();
        Assert.Contains(why, refusal, StringComparison.Ordinal);
        Assert.Contains("same build", refusal, StringComparison.Ordinal);
        await helped.AssertToldAsync(why, "127.0.0.1:", "change the secret");
        Assert.Empty(helped.Server.GetHelpers());
        await helped.AssertServesAsync();
    }

    [Theory]
    [InlineData(MessageKind.HelperReady)]
    [InlineData(MessageKind.HelperJoined)]
    [InlineData(MessageKind.OpenSession)]
    [InlineData(MessageKind.OpenNode)]
    [InlineData(MessageKind.StartWorker)]
    [InlineData(MessageKind.Results)]
    [InlineData(MessageKind.ServerRefused)]
    [InlineData((MessageKind)250)]
    public async Task Words_ComeInTheWrongOrder_TheMachineIsSentAwayByItsName(object kind)
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        using HostileHelper early = await helped.HostileAsync();
        using HostileHelper late = await helped.HostileAsync();
        await late.JoinAsync(helped.Server, "lab\u001b[2J");

        late.Say((MessageKind)kind, new HelperReady(Protocol.Version, Environment.Version.ToString(), "other", 1));

        Assert.Contains("does not send", await late.Refusal.Soon(), StringComparison.Ordinal);
        await helped.AssertToldAsync("'lab\\u001B[2J'", "trust that machine no longer");
        await HelpedServer.ReachesAsync(() => helped.Server.GetHelpers().Count == 0);
        if ((MessageKind)kind != MessageKind.HelperReady)
        {
            early.Say((MessageKind)kind, NoFields.Instance);
            Assert.Contains("does not send", await early.Refusal.Soon(), StringComparison.Ordinal);
        }

        await helped.AssertServesAsync();
        Assert.DoesNotContain('\u001b', helped.Log);
    }

    [Fact]
    public async Task Machine_SaysNothing_IsGivenUp()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        using HostileHelper silent = await helped.HostileAsync();

        await silent.Ended.Soon();

        await helped.AssertToldAsync("did not say what it is");
        await helped.AssertServesAsync();
    }

    [Fact]
    public async Task Machine_FloodsAfterItWasSentAway_CostsTheServerNothing()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        using HostileHelper hostile = await helped.HostileAsync();
        await hostile.JoinAsync(helped.Server);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int number = 0; number < 100_000; number++)
        {
            hostile.Say(number % 2 == 0 ? MessageKind.KeepAlive : MessageKind.HelperReady, new HelperReady(Protocol.Version, Environment.Version.ToString(), "again", 1));
        }

        await hostile.Ended.Soon();
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < MemoryBound);
        Assert.Empty(helped.Server.GetHelpers());
        await helped.AssertServesAsync();
    }

    [Fact]
    public async Task Machine_BringsSessionsThatWereNotAskedFor_IsRefusedEachTime()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        var asked = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        using HostileHelper hostile = await HostileHelper.ConnectAsync(helped.Server.Address, helped.Credentials, new HostileScript(), onSession: (_, session) =>
        {
            asked.TrySetResult(session.Ticket);
            return Task.CompletedTask;
        });
        await hostile.JoinAsync(helped.Server);
        await using Pool pool = helped.Connect("/2");
        Guid ticket = await asked.Task.Soon();
        using Transport first = await hostile.BringAsync(ticket);

        // A ticket is taken once, and a machine cannot guess the tickets of other machines.
        foreach (Guid wrong in (Guid[])[ticket, Guid.Empty, Guid.NewGuid()])
        {
            using Transport session = await hostile.BringAsync(wrong);
            Assert.True(new FrameReader(session, FrameLimits.Stranger).TryRead(out Frame frame));
            Assert.Equal(MessageKind.ServerRefused, frame.Kind);
        }

        await HelpedServer.AssertWorksAsync(pool);
        await helped.AssertServesAsync();
    }

    [Fact]
    public async Task Machine_ComesAndGoesWithoutEnd_PoolsGoOnAndNothingGrows()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        await using Pool pool = helped.Connect();
        await HelpedServer.AssertWorksAsync(pool);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int round = 0; round < 50; round++)
        {
            using HostileHelper hostile = await helped.HostileAsync();
            await hostile.JoinAsync(helped.Server, workers: Bounds.Workers);
        }

        await HelpedServer.ReachesAsync(() => helped.Server.GetHelpers().Count == 0);
        Assert.Equal(Enumerable.Range(0, 100), await pool.MapAsync(static x => x, Enumerable.Range(0, 100)).Soon());
        await HelpedServer.ReachesAsync(() => GC.GetTotalMemory(forceFullCollection: true) - before < MemoryBound);
        await helped.AssertServesAsync();
    }
}
