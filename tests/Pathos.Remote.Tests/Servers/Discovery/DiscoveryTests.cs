using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Who finds which servers, and what strangers get of them: real multicasts on the loopback interface, at a port of each test's own.</summary>
public sealed class DiscoveryTests : IDisposable
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of those who find each other");

    // Generated: its keys take no time, and a search has only a second.
    private static readonly PoolCredentials s_others = PoolCredentials.FromSecret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    private static readonly DiscoveryKey s_key = new(s_credentials.Secret);

    private readonly TestFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly int _port = Searcher.FreePort();

    private ServerSearchOptions Search => new() { DiscoveryPort = _port };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindAsync_TwoServersAndOneWithAnotherSecret_FindsTheTwoOnceEach()
    {
        await using PoolServer one = await StartAsync(workers: 1);
        await using PoolServer two = await StartAsync(workers: 2);
        await using PoolServer other = await StartAsync(workers: 3, credentials: s_others);

        IReadOnlyList<FoundServer> found = await PoolServer.FindAsync(s_credentials, Search).Soon();

        FoundServer[] expected = [new(one.Address, 1), new(two.Address, 2)];
        Assert.Equal(expected.OrderBy(static server => server.Workers), found.OrderBy(static server => server.Workers));
        Assert.All([one, two, other], server => Assert.Equal(_port, server.DiscoveryPort));
        Assert.Empty(_log.Of(static level => level > LogLevel.Debug));
    }

    [Fact]
    public async Task FindAsync_ServerListensEverywhere_IsToldAnAddressWhereItListens()
    {
        await using PoolServer server = await StartAsync(workers: 1, listen: "0.0.0.0:0");

        FoundServer found = Assert.Single(await PoolServer.FindAsync(s_credentials, Search).Soon());

        Assert.Equal(1, (await PoolServer.QueryAsync(found.Address.ToString(), s_credentials).Soon()).Workers);
    }

    [Fact]
    public async Task FindAsync_ServerListensAtAnotherLoopbackAddress_IsToldThatOne()
    {
        await using PoolServer server = await StartAsync(workers: 1, listen: "127.0.0.77:0");

        Assert.Equal(new FoundServer(server.Address, 1), Assert.Single(await PoolServer.FindAsync(s_credentials, Search).Soon()));
    }

    [Fact]
    public async Task FindAsync_ServerThatCannotBeFoundOrIsDraining_FindsNone()
    {
        await using PoolServer hidden = await StartAsync(workers: 1, port: null);
        await using PoolServer draining = await StartAsync(workers: 1);
        await using Pool pool = Pool.Connect($"tcp://{draining.Address}/1", s_credentials);
        await pool.ReadyAsync().Soon();
        Task drained = draining.DrainAsync();

        Assert.Empty(await PoolServer.FindAsync(s_credentials, Search).Soon());

        Assert.Null(hidden.DiscoveryPort);
        Assert.False(drained.IsCompleted);
        await pool.DisposeAsync().Soon();
        await drained.Soon();
    }

    [Fact]
    public async Task Query_WithAWrongSeal_GetsNoAnswerAndNoLine()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        using var searcher = new Searcher(_port, IPAddress.Loopback);
        byte[] wrong = DiscoveryQuery.Draw().ToBytes(s_key);
        wrong[^1] ^= 1;

        searcher.Send(wrong);
        searcher.Send(DiscoveryQuery.Draw().ToBytes(new DiscoveryKey(s_others.Secret)));

        // Datagrams keep their order here, so the first answer is that to the first query which got one.
        await AssertAnswersNextAsync(searcher);
        Assert.Empty(_log.Of(static level => level > LogLevel.Debug));
        Assert.Equal(2, _log.Of(static level => level == LogLevel.Debug).Count);
    }

    [Fact]
    public async Task Datagrams_ThatAreGarbageOrCutOrTooLong_GetNoAnswerAndLeaveTheServerWell()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        using var searcher = new Searcher(_port, IPAddress.Loopback);
        byte[] good = DiscoveryQuery.Draw().ToBytes(s_key);
        var random = new Random(11);

        // No more than a socket's buffer holds, or the good query is lost behind them.
        for (int number = 0; number < 15; number++)
        {
            byte[] noise = new byte[random.Next(0, 1400)];
            random.NextBytes(noise);
            searcher.Send(noise);
            searcher.Send(good[..random.Next(0, good.Length)]);
            searcher.Send([.. good, .. noise, 0]);
        }

        await AssertAnswersNextAsync(searcher);
    }

    [Fact]
    public async Task Query_SentToTheServerItself_GetsNoAnswer()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        using var direct = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        direct.SendTo(DiscoveryQuery.Draw().ToBytes(s_key), new IPEndPoint(IPAddress.Loopback, _port));
        using var searcher = new Searcher(_port, IPAddress.Loopback);

        await AssertAnswersNextAsync(searcher);

        Assert.Equal(0, direct.Available);
    }

    [Fact]
    public async Task Answer_ToAQuery_IsNotLonger()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        using var searcher = new Searcher(_port, IPAddress.Loopback);
        byte[] query = DiscoveryQuery.Draw().ToBytes(s_key);

        searcher.Send(query);

        Assert.InRange((await searcher.ReceiveAsync()).Length, 1, query.Length);
    }

    [Fact]
    public async Task Answer_ToAnotherQuery_IsNotBelieved()
    {
        var recorded = new DiscoveryAnswer(Guid.NewGuid(), 1, 1);
        using var impostor = new Impostor(_port, s_key, (query, route) =>
            [recorded.ToBytes(DiscoveryQuery.Draw(), route, s_key), .. Forgeries(query, route), new DiscoveryAnswer(Guid.NewGuid(), 2, 2).ToBytes(query, route, s_key)]);

        IReadOnlyList<FoundServer> found = await PoolServer.FindAsync(s_credentials, Search).Soon();

        // Of each round of answers the last is good, so the others were read too.
        Assert.NotEmpty(found);
        Assert.All(found, static server => Assert.Equal((2, 2), (server.Address.Port, server.Workers)));
    }

    [Fact]
    public async Task Query_RepeatedByWhoHeardIt_IsAnsweredThreeTimes()
    {
        await using PoolServer server = await StartAsync(workers: 1);
        using var searcher = new Searcher(_port, IPAddress.Loopback);
        byte[] heard = DiscoveryQuery.Draw().ToBytes(s_key);
        int answers = 0;
        for (int number = 0; number < 2000; number++)
        {
            searcher.Send(heard);
            answers += searcher.TakeAll().Count();
        }

        // It has come to the end of them when somebody else is answered again.
        using var other = new Searcher(_port, IPAddress.Loopback);
        await FileGate.PollAsync(
            () =>
            {
                other.Send(DiscoveryQuery.Draw().ToBytes(s_key));
                return other.TakeAll().Any();
            },
            "an answer after the repeated ones");
        answers += searcher.TakeAll().Count();

        Assert.Equal(3, answers);
    }

    [Fact]
    public async Task StartAsync_PortBelongsToAnotherProgram_ServesAndWarns()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        int taken = ((IPEndPoint)other.LocalEndPoint!).Port;

        await using PoolServer server = await StartAsync(workers: 1, port: taken);

        Assert.Null(server.DiscoveryPort);
        Assert.Contains(taken.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(_log.Of(static level => level == LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Equal(1, (await PoolServer.QueryAsync(server.Address.ToString(), s_credentials).Soon()).Workers);
    }

    [Fact]
    public async Task StartAsync_ListensAtIPv6_ServesAndWarns()
    {
        await using PoolServer server = await StartAsync(workers: 1, listen: "[::1]:0");

        Assert.Null(server.DiscoveryPort);
        Assert.Contains("IPv6", Assert.Single(_log.Of(static level => level == LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public async Task DiscoveryPort_ThatIsNone_IsRefused(int port)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(workers: 1, port: port));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PoolServer.FindAsync(s_credentials, new ServerSearchOptions { DiscoveryPort = port }));
    }

    /// <summary>What differs from an answer in one thing.</summary>
    private static IEnumerable<byte[]> Forgeries(DiscoveryQuery query, DiscoveryRoute route)
    {
        var answer = new DiscoveryAnswer(Guid.NewGuid(), 3, 3);
        byte[] good = answer.ToBytes(query, route, s_key);
        byte[] unsealed = [.. good];
        unsealed[^1] ^= 1;
        return
        [
            unsealed, good[..^1], [.. good, 0], query.ToBytes(s_key), RandomNumberGenerator.GetBytes(good.Length), [],
            answer.ToBytes(query, route, new DiscoveryKey(s_others.Secret)),
            (answer with { Port = 0 }).ToBytes(query, route, s_key),
            (answer with { Workers = -1 }).ToBytes(query, route, s_key),
            (answer with { Workers = Bounds.Workers + 1 }).ToBytes(query, route, s_key),

            // A good one that was heard elsewhere: it was meant for another machine, or came from one.
            answer.ToBytes(query, route with { Asker = new IPEndPoint(IPAddress.Loopback, route.Asker.Port ^ 1) }, s_key),
            answer.ToBytes(query, route with { Asker = new IPEndPoint(IPAddress.Parse("127.0.0.9"), route.Asker.Port) }, s_key),
            answer.ToBytes(query, route with { Server = new IPEndPoint(IPAddress.Parse("127.0.0.9"), route.Server.Port) }, s_key),
        ];
    }

    private static async Task AssertAnswersNextAsync(Searcher searcher)
    {
        DiscoveryQuery query = DiscoveryQuery.Draw();
        searcher.Send(query.ToBytes(s_key));
        Assert.True(DiscoveryAnswer.TryRead(await searcher.ReceiveAsync(), query, searcher.Route, s_key, out DiscoveryAnswer answer));
        Assert.Equal(1, answer.Workers);
    }

    private Task<PoolServer> StartAsync(int workers, string listen = "127.0.0.1:0", PoolCredentials? credentials = null) => StartAsync(workers, _port, listen, credentials);

    private Task<PoolServer> StartAsync(int workers, int? port, string listen = "127.0.0.1:0", PoolCredentials? credentials = null) => PoolServer.StartAsync(
        credentials ?? s_credentials, new PoolServerOptions { Listen = listen, Workers = workers, DiscoveryPort = port, CacheFolder = _folder.Path, Logger = _log });
}
