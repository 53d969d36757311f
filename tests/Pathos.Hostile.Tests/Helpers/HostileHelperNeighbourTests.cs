using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A hostile machine beside honest ones that work for the same server: pools use those, whatever it offers, and other servers are reached.</summary>
public sealed class HostileHelperNeighbourTests
{
    // A process makes so many handshakes at a time.
    private const int MoreThanHandshakes = 12;

    [Fact]
    public async Task Machine_OffersVeryManyWorkersAndStartsNone_TheHonestOneIsUsed()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(0);
        using HostileHelper hostile = await HostileHelper.ConnectAsync(
            helped.Server.Address,
            helped.Credentials,
            new HostileScript(),
            onSession: static async (helper, session) => new FrameConnection(await helper.BringAsync(session.Ticket), FrameLimits.Node)
                .Send(new Message(MessageKind.NodeReady, 0, new NodeReady(Protocol.Version, "none", 1, 2_000_000_000, "10"))));
        await hostile.JoinAsync(helped.Server, "lab\u001b[2J", Bounds.Workers);
        await helped.AddHonestHelperAsync();
        await using Pool pool = helped.Connect();

        await HelpedServer.AssertWorksAsync(pool);

        // Who reads the log learns which machine it is, and what to do.
        await helped.AssertToldAsync("lab\\u001B[2J of 127.0.0.1:", "NodeReady.Cores is 2000000000", "trust that machine no longer");
        Assert.DoesNotContain('\u001b', helped.Log);
        await HelpedServer.ReachesAsync(() => pool.WorkerCount == 2);
        await helped.AssertServesAsync();
    }

    [Fact]
    public async Task Machines_BringSessionsAndSayNothing_PoolsOfOtherServersOpen()
    {
        await using HelpedServer helped = await HelpedServer.StartAsync(1);
        int brought = 0;
        List<HostileHelper> silent = [];
        try
        {
            for (int number = 0; number < MoreThanHandshakes; number++)
            {
                silent.Add(await HostileHelper.ConnectAsync(helped.Server.Address, helped.Credentials, new HostileScript(), onSession: async (helper, session) =>
                {
                    await helper.BringAsync(session.Ticket);
                    Interlocked.Increment(ref brought);
                }));
                await silent[^1].JoinAsync(helped.Server, $"silent-{number}");
            }

            // It waits for the silent ones for longer than the test does.
            await using Pool pool = helped.Connect(openTimeout: 10 * TestTimeouts.Unexpected);
            await HelpedServer.ReachesAsync(() => Volatile.Read(ref brought) >= 10);
            await using HelpedServer other = await HelpedServer.StartAsync(1);

            await other.AssertServesAsync();
            await HelpedServer.AssertWorksAsync(pool);
        }
        finally
        {
            silent.ForEach(static helper => helper.Dispose());
        }
    }

    [Fact]
    public async Task Workers_SayWhatIsNoText_ErrorsShowItAndTheHonestMachineGoesOn()
    {
        const string Nasty = "\u001b]0;owned\u0007\r\n";
        await using HelpedServer helped = await HelpedServer.StartAsync(0);
        using HostileHelper hostile = await HostileHelper.ConnectAsync(
            helped.Server.Address,
            helped.Credentials,
            new HostileScript { OnWelcome = static worker => worker.Kill() },
            onWorker: static pool =>
            {
                for (long worker = 1; worker < 4; worker++)
                {
                    pool.Post(new Message(MessageKind.WorkerPrinted, worker, new WorkerPrinted(Nasty, IsError: true)));
                    pool.Post(new Message(MessageKind.WorkerNotStarted, worker, new WorkerNotStarted(Nasty)));
                    pool.Post(new Message(MessageKind.WorkerExited, worker, new WorkerExited(1, null, IsByPool: false, [Nasty])));
                }
            });
        await hostile.JoinAsync(helped.Server, "lab");
        await helped.AddHonestHelperAsync();
        await using Pool pool = helped.Connect();

        await HelpedServer.AssertWorksAsync(pool);

        await helped.AssertToldAsync("lab of 127.0.0.1:");
        Assert.DoesNotContain('\u001b', helped.Log);
        Assert.DoesNotContain('\u0007', helped.Log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Machine_RefusesWithWhatIsNoText_ErrorsShowItAndTheHonestMachineGoesOn(bool isOfTheSession)
    {
        const string Nasty = "\u001b]0;owned\u0007";
        await using HelpedServer helped = await HelpedServer.StartAsync(0);
        using HostileHelper hostile = await HostileHelper.ConnectAsync(
            helped.Server.Address,
            helped.Credentials,
            new HostileScript(),
            onSession: async (helper, session) =>
            {
                var pool = new Multiplexer(await helper.BringAsync(session.Ticket));
                if (isOfTheSession)
                {
                    pool.Send(new Message(MessageKind.ServerRefused, 0, new ServerRefused(Nasty)));
                    return;
                }

                new Thread(() => HostileNode.Refuse(pool, Nasty)) { IsBackground = true, Name = "hostile node" }.Start();
            });
        await hostile.JoinAsync(helped.Server, "lab");
        await helped.AddHonestHelperAsync();
        await using Pool pool = helped.Connect();

        await HelpedServer.AssertWorksAsync(pool);

        await helped.AssertToldAsync(@"\u001B]0;owned\u0007");
        Assert.DoesNotContain('\u001b', helped.Log);
        Assert.DoesNotContain('\u0007', helped.Log);
    }
}
