using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pathos.Cli.Tests;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Machines that work for a server: real processes, which tell where a task ran by their variable PATHOS_HOST.</summary>
public sealed class HelperTests : IDisposable
{
    private const string Secret = "the secret of a server and its helpers";
    private const string Variable = "PATHOS_HOST";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);
    private static readonly MapOptions s_oneByOne = new() { ChunkSize = 1 };

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Map_HelperCameBeforeItsServer_RunsThere()
    {
        int port = FreePort();
        await using PathosProcess helper = StartHelper(port, "lab", workers: 1);
        Assert.Contains("\"connected\":false", await helper.ReadLineAsync(), StringComparison.Ordinal);

        await using PoolServer server = await StartServerAsync(workers: 0, port);
        await using Pool pool = Connect(port);

        Assert.Equal(["lab", "lab", "lab"], await pool.MapAsync(static (int _) => Host(), Enumerable.Range(0, 3)).Soon());
        Assert.Equal(("lab", 1), server.GetHelpers().Select(static helper => (helper.Name, helper.Workers)).Single());
    }

    [Fact]
    public async Task Map_PoolWasThereBeforeTheHelper_UsesBothMachines()
    {
        await using PoolServer server = await StartServerAsync(workers: 1);
        await using Pool pool = Connect(server.Address.Port);
        Assert.Equal(["here"], await HostsAsync(pool));
        await using PathosProcess helper = StartHelper(server.Address.Port, "lab", workers: 2);
        await ReachesAsync(pool, "here", "lab", "lab");
        FileGate gate = _folder.Gate();

        string[] hosts = await pool.MapAsync(
            async (int _) =>
            {
                await gate.MeetAsync(3);
                return Host();
            },
            Enumerable.Range(0, 3),
            s_oneByOne).Soon();

        Assert.Equal(["here", "lab", "lab"], hosts.Order(StringComparer.Ordinal));
        Assert.Equal(3, pool.WorkerCount);
    }

    [Fact]
    public async Task Spec_WithANumber_TakesTheServersOwnWorkersFirst()
    {
        await using PoolServer server = await StartServerAsync(workers: 1);
        await using PathosProcess helper = StartHelper(server.Address.Port, "lab", workers: 4);
        await using Pool pool = Connect(server.Address.Port, "/3");

        await ReachesAsync(pool, "here", "lab", "lab");
        await pool.ResizeAsync(2).Soon();
        await ReachesAsync(pool, "here", "lab");
        await pool.ResizeAsync(4).Soon();
        await ReachesAsync(pool, "here", "lab", "lab", "lab");
    }

    [Fact]
    public async Task Map_HelperIsKilled_ItsItemRunsElsewhereAndTheHelperIsUsedWhenItComesBack()
    {
        await using PoolServer server = await StartServerAsync(workers: 1);
        PathosProcess helper = StartHelper(server.Address.Port, "lab", workers: 1);
        await using Pool pool = Connect(server.Address.Port);
        await ReachesAsync(pool, "here", "lab");
        FileGate gate = _folder.Gate();
        Task<string[]> map = pool.MapAsync(
            (int _) =>
            {
                gate.Pass();
                return Host();
            },
            Enumerable.Range(0, 6),
            s_oneByOne);
        await gate.EnteredAsync(2);

        helper.Signal("KILL");
        await HelpersReachAsync(server, 0);
        gate.Open();

        Assert.Equal(Enumerable.Repeat("here", 6), await map.Soon());
        await helper.DisposeAsync();
        await using PathosProcess again = StartHelper(server.Address.Port, "lab", workers: 1);
        await ReachesAsync(pool, "here", "lab");
        Assert.Equal(2, pool.WorkerCount);
    }

    [Fact]
    public async Task Map_TheOnlyHelperIsKilled_WaitsUntilItComesBack()
    {
        await using PoolServer server = await StartServerAsync(workers: 0);
        PathosProcess helper = StartHelper(server.Address.Port, "lab", workers: 1);
        await using Pool pool = Connect(server.Address.Port);
        FileGate gate = _folder.Gate();
        Task<string[]> map = pool.MapAsync(
            (int _) =>
            {
                gate.Pass();
                return Host();
            },
            Enumerable.Range(0, 3),
            s_oneByOne);
        await gate.EnteredAsync();

        helper.Signal("KILL");
        await HelpersReachAsync(server, 0);
        Assert.Equal(1, pool.WorkerCount);
        gate.Open();
        await using PathosProcess again = StartHelper(server.Address.Port, "attic", workers: 1);

        Assert.Equal(["attic", "attic", "attic"], await map.Soon());
        await helper.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Pool_ServerIsKilledAndStartedAgain_UsesAllMachinesAgain(int ofTheServer)
    {
        int port = FreePort();
        string[] all = ["lab", .. Enumerable.Repeat("server", ofTheServer)];
        PathosProcess server = await StartServerProcessAsync(port, ofTheServer);
        await using PathosProcess helper = StartHelper(port, "lab", workers: 1);
        await using Pool pool = Connect(port);
        await ReachesAsync(pool, all);

        server.Signal("KILL");
        await server.DisposeAsync();
        await using PathosProcess again = await StartServerProcessAsync(port, ofTheServer);

        await ReachesAsync(pool, all);
        Assert.Equal(all.Length, pool.WorkerCount);
    }

    [Fact]
    public async Task Open_NobodyWorksForTheServer_SaysSo()
    {
        await using PoolServer server = await StartServerAsync(workers: 0);
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials, new PoolOptions { OpenTimeout = TimeSpan.FromSeconds(4) });

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains($"pathos work --connect {server.Address}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Helper_WithAnotherSecret_IsToldWhatToCheckAndGoesOnTrying()
    {
        await using PoolServer server = await StartServerAsync(workers: 1);
        using var stop = new CancellationTokenSource();
        var status = new StatusQueue();
        Task helper = PoolHelper.RunAsync(server.Address.ToString(), PoolCredentials.FromSecret("another secret than the server's"), new PoolHelperOptions { Workers = 1, Status = status }, stop.Token);

        for (int attempt = 0; attempt < 2; attempt++)
        {
            PoolHelperStatus refused = await status.NextAsync();
            Assert.False(refused.IsConnected);
            Assert.Contains(PoolCredentials.Variable, refused.Problem, StringComparison.Ordinal);
        }

        Assert.Empty(server.GetHelpers());
        await stop.CancelAsync();
        await helper.Soon();
    }

    [Fact]
    public async Task Helper_IsToldToStop_LeavesNothing()
    {
        await using PoolServer server = await StartServerAsync(workers: 0);
        using var stop = new CancellationTokenSource();
        Task helper = PoolHelper.RunAsync(server.Address.ToString(), s_credentials, new PoolHelperOptions { Workers = 1, CacheFolder = _folder.Path }, stop.Token);
        await using Pool pool = Connect(server.Address.Port);
        int worker = await pool.PipeAsync(static () => Environment.ProcessId).Soon();

        await stop.CancelAsync();
        await helper.Soon();

        Assert.False(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{worker}")));
        await HelpersReachAsync(server, 0);
    }

    [Fact]
    public async Task Ticket_OfNoSessionOrMachine_IsRefused()
    {
        await using PoolServer server = await StartServerAsync(workers: 1);

        Assert.True(await IsRefusedAsync(server, ConnectionPurpose.HelperSession, Guid.NewGuid()));
        Assert.True(await IsRefusedAsync(server, ConnectionPurpose.SessionWithHelper, Guid.NewGuid()));
        Assert.True(await IsRefusedAsync(server, (ConnectionPurpose)77, Guid.Empty));
    }

    [Fact]
    public async Task Ticket_ThatWasTaken_IsRefusedToWhoeverHasItToo()
    {
        await using PoolServer server = await StartServerAsync(workers: 0);
        using Transport control = await AddressOf(server).ConnectAsync(s_credentials, new Greeting(ConnectionPurpose.Helper, Guid.Empty), CancellationToken.None);
        using var connection = new FrameConnection(control, FrameLimits.Trusted);
        connection.Send(new Message(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "lab", 1)));
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials, new PoolOptions { OpenTimeout = TimeSpan.FromSeconds(5) });
        OpenSession wanted = await Task.Run(() => Read(connection)).Soon();

        using Transport session = await AddressOf(server).ConnectAsync(s_credentials, new Greeting(ConnectionPurpose.HelperSession, wanted.Ticket), CancellationToken.None);

        Assert.True(await IsRefusedAsync(server, ConnectionPurpose.HelperSession, wanted.Ticket));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, "99.0.1")]
    public async Task Helper_OfAnotherProtocolOrRuntime_IsNotTakenAndToldBoth(int newer, string? runtime)
    {
        await using PoolServer server = await StartServerAsync(workers: 1);
        using Transport control = await AddressOf(server).ConnectAsync(s_credentials, new Greeting(ConnectionPurpose.Helper, Guid.Empty), CancellationToken.None);
        using var connection = new FrameConnection(control, FrameLimits.Trusted);

        runtime ??= Environment.Version.ToString();
        var told = new HelperReady(Protocol.Version + newer, runtime, "lab", 1);
        connection.Send(new Message(MessageKind.HelperReady, 0, told));

        string refusal = await Task.Run(() => connection.Reader.TryRead(out Frame frame) ? ServerRefused.Read(frame.Body.Span).Reason : "").Soon();
        Assert.Contains($".NET {runtime} with protocol {told.ProtocolVersion}", refusal, StringComparison.Ordinal);
        Assert.Contains($".NET {Environment.Version} with protocol {Protocol.Version}", refusal, StringComparison.Ordinal);
        Assert.Empty(server.GetHelpers());
    }

    private static string Host() => Environment.GetEnvironmentVariable(Variable) ?? "here";

    private static Task<string[]> HostsAsync(Pool pool) => pool.RunOnAllAsync(static () => Host()).Soon();

    /// <summary>Waits until the workers of a pool are on these machines. It may be without any for a while, or lose one that was just asked.</summary>
    private static async Task ReachesAsync(Pool pool, params string[] hosts)
    {
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        string[] seen = [];
        while (!seen.SequenceEqual(hosts))
        {
            Assert.False(limit.IsCancellationRequested, $"The workers are on {string.Join(' ', seen)} and not on {string.Join(' ', hosts)}.");
            try
            {
                seen = [.. (await HostsAsync(pool)).Order(StringComparer.Ordinal)];
            }
            catch (PoolException)
            {
                // It has nobody at the moment.
            }

            await Task.Delay(s_step);
        }
    }

    private static async Task HelpersReachAsync(PoolServer server, int count)
    {
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (server.GetHelpers().Count != count)
        {
            await Task.Delay(s_step, limit.Token);
        }
    }

    private static ServerAddress AddressOf(PoolServer server) => new("127.0.0.1", server.Address.Port);

    private static async Task<bool> IsRefusedAsync(PoolServer server, ConnectionPurpose purpose, Guid ticket)
    {
        using Transport transport = await AddressOf(server).ConnectAsync(s_credentials, new Greeting(purpose, ticket), CancellationToken.None);
        return await Task.Run(() => new FrameReader(transport, FrameLimits.Stranger).TryRead(out Frame frame) && frame.Kind == MessageKind.ServerRefused).Soon();
    }

    private static OpenSession Read(FrameConnection connection)
    {
        Assert.True(connection.Reader.TryRead(out Frame frame));
        Assert.Equal(MessageKind.OpenSession, frame.Kind);
        return OpenSession.Read(frame.Body.Span);
    }

    private static Pool Connect(int port, string workers = "") => Pool.Connect(string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{port}{workers}"), s_credentials);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Task<PoolServer> StartServerAsync(int workers, int port = 0) =>
        PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = workers, Listen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), CacheFolder = _folder.Path });

    private static PathosProcess StartHelper(int port, string name, int workers) => PathosProcess.Start(
        ["work", "--connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--workers", workers.ToString(CultureInfo.InvariantCulture), "--name", name, "--json"],
        (PoolCredentials.Variable, Secret),
        (Variable, name));

    private static async Task<PathosProcess> StartServerProcessAsync(int port, int workers)
    {
        PathosProcess server = PathosProcess.Start(
            ["serve", "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--workers", workers.ToString(CultureInfo.InvariantCulture), "--json"], (PoolCredentials.Variable, Secret), (Variable, "server"));
        Assert.Contains("\"address\"", await server.ReadLineAsync(), StringComparison.Ordinal);
        return server;
    }
}
