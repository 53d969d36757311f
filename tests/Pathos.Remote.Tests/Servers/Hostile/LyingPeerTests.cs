using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>A server, a helper or a client that holds the secret and says what cannot be: it is refused, and nobody else notices.</summary>
public sealed class LyingPeerTests : IDisposable
{
    private const int FarTooMany = 2_000_000_000;

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of peers that lie");
    private static readonly ProcessPoolOptions s_options = new() { OpenTimeout = TimeSpan.FromSeconds(20) };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FarTooMany)]
    [InlineData(4097)]
    [InlineData(-1)]
    public async Task Server_SaysThatItHasSoManyCores_IsRefusedByItsName(int cores)
    {
        await using var server = new RogueServer(s_credentials, connection => Ready(connection, cores));
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials, s_options);

        PoolOpenException refusal = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains(server.Address, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("NodeReady.Cores", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(pool.WorkerCount, 0, 1);
    }

    [Fact]
    public async Task Server_SaysThatAMachineHasSoManyWorkers_IsRefusedByItsName() => await IsRefusedAsync(
        "HelperJoined.Workers", static connection => Say(connection, MessageKind.HelperJoined, new HelperJoined(Guid.NewGuid(), "lab", FarTooMany)));

    [Fact]
    public async Task Server_TellsOfMachinesWithoutEnd_IsRefusedByItsName() => await IsRefusedAsync("more than 1024 machines", static connection =>
    {
        for (int number = 0; number <= Bounds.Helpers; number++)
        {
            Say(connection, MessageKind.HelperJoined, new HelperJoined(Guid.NewGuid(), "lab", 0));
        }
    });

    [Fact]
    public async Task Server_GrantsWhatNobodyHas_IsRefusedByItsName() => await IsRefusedAsync(
        "WorkersGranted.Count", static connection => Say(connection, MessageKind.WorkersGranted, new WorkersGranted(int.MaxValue, false, 1)));

    [Fact]
    public async Task Server_SaysTwiceThatItIsReady_IsRefusedByItsName() => await IsRefusedAsync("once", static connection => Ready(connection, 1));

    [Fact]
    public async Task Server_ClaimsALargeFrame_IsRefusedByItsName() => await IsRefusedAsync(
        "at most 16777216", static connection => connection.Send(MessageKind.CodeWanted, 1, new byte[FrameLimits.Node.BodyBytes + 1]));

    [Fact]
    public async Task Server_AsksForCodeAndReadsNoAnswer_IsRefusedByItsName() => await IsRefusedAsync("takes no answers", static connection =>
    {
        // More than any line holds: what is asked after that is read and not answered.
        for (long number = 1; number < 2_000_000; number++)
        {
            Say(connection, MessageKind.CodeWanted, new CodeWanted(new string('0', 64), 0));
        }
    });

    [Fact]
    public async Task Machine_SaysThatOthersWorkForIt_IsRefusedAndThoseAreNotAskedFor()
    {
        var log = new ErrorLog();
        (Guid ofServer, Guid ofMachine) = (Guid.NewGuid(), Guid.NewGuid());
        int connections = 0;
        await using var server = new RogueServer(s_credentials, connection =>
        {
            bool isServer = Interlocked.Increment(ref connections) == 1;
            Ready(connection, isServer ? 0 : 1);
            Assert.True(connection.Reader.TryRead(out _));
            Say(connection, MessageKind.HelperJoined, new HelperJoined(isServer ? ofServer : ofMachine, "lab", 1));
        });
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials, s_options with { OpenTimeout = TimeSpan.FromSeconds(5), Logger = log });

        // The server has no workers of its own, and no machine that can be used.
        await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains(log.Errors, static error => error.Contains("says that others work for it", StringComparison.Ordinal));
        Assert.Contains(ofServer, server.Tickets);
        Assert.DoesNotContain(ofMachine, server.Tickets);
    }

    [Theory]
    [InlineData(FarTooMany, "lab")]
    [InlineData(-1, "lab")]
    [InlineData(1, null)]
    public async Task Helper_SaysWhatCannotBe_IsRefusedAndNoPoolHearsOfIt(int workers, string? name)
    {
        await using PoolServer server = await StartServerAsync(1);
        using RogueClient helper = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Helper);

        helper.Send(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), name ?? new string('x', 257), workers));

        await helper.EndsAsync();
        Assert.Empty(server.GetHelpers());
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Helper_SendsALargeFrame_IsRefused()
    {
        await using PoolServer server = await StartServerAsync(1);
        using RogueClient helper = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Helper);

        // Of a kind that nobody reads: what it holds is no matter.
        helper.Send(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "lab", 1));
        helper.Send(MessageKind.KeepAlive, 0, new WorkerNotStarted(new string('x', FrameLimits.Control.BodyBytes)));

        await helper.EndsAsync();
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Client_StartsTwoWorkersUnderOneNumber_IsRefusedAndTheServerGoesOn()
    {
        await using PoolServer server = await StartServerAsync(2);
        await using Pool honest = Pool.Connect($"tcp://{server.Address}/1", s_credentials);
        Assert.Equal(5, await honest.PipeAsync(static x => x + 1, 4).Soon());
        using RogueClient client = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Pool);
        client.OpenNode();

        client.StartWorker(1, "one");
        client.StartWorker(1, "another");

        await client.EndsAsync();
        Assert.Equal(5, await honest.PipeAsync(static x => x + 1, 4).Soon());
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Client_StartsMoreWorkersThanTheServerLends_IsToldSo()
    {
        await using PoolServer server = await StartServerAsync(0);
        using RogueClient client = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Pool);
        client.OpenNode();

        client.StartWorker(1, "one");

        Frame told = Assert.NotNull(await client.NextAsync(MessageKind.WorkerNotStarted));
        Assert.Contains("at a time", WorkerNotStarted.Read(told.Body.Span).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no\0where", null)]
    [InlineData(null, "/no\0where")]
    public async Task Client_NamesAFileThatCannotBe_IsToldSoAndTheServerGoesOn(string? workingDirectory, string? dotnetPath)
    {
        // Which frameworks the workers have is looked up where their program lies, before any of them is started.
        var code = new OverridingCode(["Microsoft.NETCore.App"], [new CodeOffer("System.Text.Json", new string('0', 64), 1)]);
        await using PoolServer server = await StartServerAsync(1);
        using (RogueClient client = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Pool))
        {
            client.OpenNode(workingDirectory, dotnetPath, dotnetPath is null ? OverridingCode.None : code);
            client.StartWorker(1, "one");

            Assert.NotNull(await client.NextAsync(MessageKind.WorkerNotStarted));
        }

        // Nothing is left of the client when it is not told of any more.
        await Task.Run(() => SpinWait.SpinUntil(() => server.GetClients().Count == 0, TestTimeouts.Unexpected));
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Client_SaysThatItHoldsEverything_KeepsNobodyFromWorking()
    {
        await using PoolServer server = await StartServerAsync(1);
        using RogueClient client = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Pool);
        client.OpenNode();

        client.Send(MessageKind.WorkersWanted, 0, new WorkersWanted(0, Bounds.Processes, 0, 1));
        Assert.NotNull(await client.NextAsync(MessageKind.WorkersGranted));

        await AssertServesAsync(server);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, FarTooMany)]
    public async Task Client_WantsWhatCannotBe_IsRefusedAndTheServerGoesOn(int wanted, int held)
    {
        await using PoolServer server = await StartServerAsync(1);
        using RogueClient client = await RogueClient.ConnectAsync(server.Address, s_credentials, ConnectionPurpose.Pool);
        client.OpenNode();

        client.Send(MessageKind.WorkersWanted, 0, new WorkersWanted(wanted, held, 0, 0));

        await client.EndsAsync();
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task RunAsync_NameOfTheMachineIsTooLong_IsAnArgumentError() => await Assert.ThrowsAsync<ArgumentException>(
        () => PoolHelper.RunAsync("127.0.0.1:1", s_credentials, new PoolHelperOptions { Name = new string('x', 257) }));

    /// <summary>Opens a pool of one worker at a server that greets properly and then says something that it must not say.</summary>
    private static async Task IsRefusedAsync(string why, Action<FrameConnection> speak)
    {
        await using var server = new RogueServer(s_credentials, connection =>
        {
            Ready(connection, 1);

            // The pool has opened the node, and wants a worker.
            Assert.True(connection.Reader.TryRead(out _));
            speak(connection);
        });
        await using Pool pool = Pool.Connect($"tcp://{server.Address}/1", s_credentials, s_options);

        PoolOpenException refusal = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains(server.Address, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(pool.WorkerCount, 0, 1);
    }

    private static void Ready(FrameConnection connection, int cores) => Say(
        connection, MessageKind.NodeReady, new NodeReady(Protocol.Version, "rogue", 1, cores, Environment.Version.ToString()));

    private static void Say(FrameConnection connection, MessageKind kind, MessageFields fields) => connection.Send(new Message(kind, 1, fields));

    private static async Task AssertServesAsync(PoolServer server)
    {
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials);
        Assert.Equal(5, await pool.PipeAsync(static x => x + 1, 4).Soon());
        Assert.Equal(server.Workers, pool.WorkerCount);
    }

    private Task<PoolServer> StartServerAsync(int workers) =>
        PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = workers, CacheFolder = _folder.Path });

    /// <summary>Keeps the errors that a pool logs.</summary>
    private sealed class ErrorLog : ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Errors.Enqueue(exception?.Message ?? "");
    }
}
