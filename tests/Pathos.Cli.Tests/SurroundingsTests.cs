using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary><c>pathos serve</c> as it is run: with few descriptors, full disks, closed streams, strangers. Each has its clear word, and
/// nothing is lost.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private const string Secret = "the secret of servers in all surroundings";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);
    private static readonly PoolOptions s_impatient = new() { OpenTimeout = TimeSpan.FromSeconds(30) };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Descriptors_TooFewForOneClient_SaysSoAndDoesNotServe()
    {
        await using PathosProcess server = Under(["prlimit", "--nofile=64:64"], "serve", "--listen", "127.0.0.1:0", "--workers", "1");

        (int code, string output, string errors) = await server.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("64 files", errors, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(52)]
    public async Task Descriptors_TooFewForTheProgramItself_SaysSoAndDoesNotAbort(int limit)
    {
        foreach (string[] arguments in (string[][])[["serve", "--listen", "127.0.0.1:0", "--workers", "1"], ["work", "--connect", "127.0.0.1:1"], ["servers", "127.0.0.1:1"]])
        {
            await using PathosProcess command = Under(["prlimit", string.Create(CultureInfo.InvariantCulture, $"--nofile={limit}:{limit}")], arguments);

            (int code, string output, string errors) = await command.EndAsync();

            Assert.Equal((1, ""), (code, output));
            Assert.StartsWith("pathos: ", errors, StringComparison.Ordinal);
            Assert.Contains("ulimit -n", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(128, 1)]
    [InlineData(256, 3)]
    [InlineData(1024, 8)]
    public async Task Descriptors_Few_RefuseTheNextClientWithThatReasonAndServeTheOthers(int limit, int leastClients)
    {
        await using PathosProcess server = Under(
            ["prlimit", string.Create(CultureInfo.InvariantCulture, $"--nofile={limit}:{limit}")], "serve", "--listen", "127.0.0.1:0", "--workers", "1", "--no-discovery", "--json");
        string address = await server.AddressAsync();
        List<Pool> clients = [];
        PoolOpenException? refused = null;
        while (refused is null && clients.Count < 8)
        {
            Pool next = Pool.Connect($"tcp://{address}/1", s_credentials, s_impatient);
            clients.Add(next);
            try
            {
                await next.ReadyAsync().Soon();
            }
            catch (PoolOpenException error)
            {
                clients.Remove(next);
                await next.DisposeAsync();
                refused = error;
            }
        }

        Assert.InRange(clients.Count, leastClients, 8);
        Assert.True(clients.Count == 8 || refused!.Message.Contains("ulimit -n", StringComparison.Ordinal), refused?.Message);
        foreach (Pool client in clients)
        {
            Assert.Equal(3, await client.PipeAsync(static x => x + 1, 2).Soon());
        }

        // Room that one leaves is the next one's.
        await clients[0].DisposeAsync();
        Assert.Equal(3, await CallWhenThereIsRoomAsync(address));
        await Task.WhenAll(clients.Skip(1).Select(static client => client.DisposeAsync().AsTask())).Soon();
        server.Signal("TERM");
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Fact]
    public async Task Descriptors_GoneForAWhile_TakesConnectionsAgainAfterwards()
    {
        string log = Path.Combine(_folder.Path, "log");
        await using PathosProcess server = Under(
            ["sh", "-c", $"exec \"$@\" 2>'{log}'", "sh"], "serve", "--listen", "127.0.0.1:0", "--workers", "1", "--no-discovery", "--json");
        string address = await server.AddressAsync();
        await LimitAsync(server, 20);
        using Socket waiting = await ConnectAsync(address);
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (!(await File.ReadAllTextAsync(log, limit.Token)).Contains("goes on trying", StringComparison.Ordinal))
        {
            await Task.Delay(5, limit.Token);
        }

        await LimitAsync(server, 1024);

        Assert.Equal(3, await CallAsync(address));
        server.Signal("TERM");
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Theory]
    [InlineData("--cache")]
    [InlineData("TMPDIR")]
    public async Task Folder_ThatCannotBeWritten_IsNamedBeforeItServes(string which)
    {
        string file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        (string cache, string temporary) = which == "--cache" ? (Path.Combine(file, "cache"), _folder.Path) : (_folder.Path, file);
        await using PathosProcess server = PathosProcess.Start(["serve", "--listen", "127.0.0.1:0", "--cache", cache], (PoolCredentials.Variable, Secret), ("TMPDIR", temporary));

        (int code, string output, string errors) = await server.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(file, errors, StringComparison.Ordinal);
        Assert.Contains(which, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cache")]
    [InlineData("TMPDIR")]
    public async Task Folder_OfAFullDisk_IsNamedBeforeItServes(string which)
    {
        string full = Path.Combine(_folder.Path, "full");
        Directory.CreateDirectory(full);
        (string cache, string temporary) = which == "--cache" ? (full, _folder.Path) : (_folder.Path, full);
        await using PathosProcess server = PathosProcess.StartUnder(
            ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=16k,mode=700 tmpfs \"$1\" && shift && exec \"$@\"", "sh", full],
            ["serve", "--listen", "127.0.0.1:0", "--cache", cache],
            (PoolCredentials.Variable, Secret),
            ("TMPDIR", temporary));

        (int code, string output, string errors) = await server.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("No space left", errors, StringComparison.Ordinal);
        Assert.Contains(full, errors, StringComparison.Ordinal);
        Assert.Contains(which, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData(">/dev/full")]
    [InlineData("2>/dev/full")]
    [InlineData(">/dev/full 2>/dev/full")]
    public async Task StandardStreams_ClosedOrFull_ServesAndEndsAsAsked(string redirections)
    {
        string address = FreeAddress();
        await using PathosProcess server = Under(["sh", "-c", $"exec \"$@\" {redirections}", "sh"], "serve", "--listen", address, "--workers", "1", "--no-discovery");
        await ListensAsync(address);

        // Somebody to log, too.
        using (Socket stranger = await ConnectAsync(address))
        {
            await stranger.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        }

        Assert.Equal(3, await CallAsync(address));
        server.Signal("TERM");
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    public async Task StandardOutput_OfAnyCommand_ClosedOrFull_IsSaidWithoutAStackTrace(string redirection)
    {
        string secret = Path.Combine(_folder.Path, "secret");
        foreach (string[] arguments in (string[][])[["--help"], ["serve", "--help"], ["port"], ["hosts"], ["cache", "list", "--cache", _folder.Path], ["check", "serial"], ["secret", secret]])
        {
            await using PathosProcess command = Under(["sh", "-c", $"exec \"$@\" {redirection}", "sh"], arguments);

            (int code, _, string errors) = await command.EndAsync();

            Assert.Equal(1, code);
            Assert.Contains("standard output cannot be written", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }

        Assert.NotNull(PoolCredentials.FromFile(secret));
    }

    [Fact]
    public async Task Strangers_TwoHundredSilentOnes_ClientWorksOn()
    {
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--no-discovery", "--json");
        string address = await server.AddressAsync();
        await using Pool client = Pool.Connect($"tcp://{address}/1", s_credentials);
        Assert.Equal(3, await client.PipeAsync(static x => x + 1, 2).Soon());
        Socket[] silent = [.. await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync(address)))];

        Assert.Equal(3, await client.PipeAsync(static x => x + 1, 2).Soon());
        Assert.Equal(1, (await PoolServer.QueryAsync(address, s_credentials).Soon()).Workers);

        Array.ForEach(silent, static socket => socket.Dispose());
    }

    [Fact]
    public async Task Clients_TwoHundredAtOnce_AreAllAnswered()
    {
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "2", "--no-discovery", "--json");
        string address = await server.AddressAsync();

        // Each proves itself as a pool does; pools with workers are in ManyClientsTests.
        ServerStatistics[] told = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => PoolServer.QueryAsync(address, s_credentials))).Soon();

        Assert.All(told, static one => Assert.Equal(2, one.Workers));
        server.Signal("TERM");
        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("refused", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogJson_ClientComesAndGoes_EachLineHasTimeLevelAndClient()
    {
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--no-discovery", "--json", "--log-json");
        string address = await server.AddressAsync();
        Assert.Equal(3, await CallAsync(address));
        server.Signal("TERM");

        (_, _, string errors) = await server.EndAsync();

        JsonElement[] lines = [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.All(lines, static line => Assert.True(line.GetProperty("time").TryGetDateTimeOffset(out _)));
        Assert.All(lines, static line => Assert.NotEmpty(line.GetProperty("level").GetString()!));
        JsonElement joined = Assert.Single(lines, static line => line.GetProperty("message").GetString()!.Contains("joined", StringComparison.Ordinal));
        Assert.StartsWith("127.0.0.1:", joined.GetProperty("client").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OnAPipeThatNobodyReads_HoldsNobodyUp()
    {
        // The server's standard error is a pipe that is full before it starts.
        string address = FreeAddress();
        await using PathosProcess server = Under(
            ["bash", "-c", "exec 7<> <(:); head -c 65536 /dev/zero >&7; exec \"$@\" 2>&7", "bash"], "serve", "--listen", address, "--workers", "1", "--no-discovery", "--json");
        await server.ReadLineAsync();

        Assert.Equal(3, await CallAsync(address));
        server.Signal("TERM");
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    private static async Task<int> CallAsync(string address)
    {
        await using Pool pool = Pool.Connect($"tcp://{address}/1", s_credentials, s_impatient);
        return await pool.PipeAsync(static x => x + 1, 2).Soon();
    }

    private static async Task<int> CallWhenThereIsRoomAsync(string address)
    {
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (true)
        {
            try
            {
                return await CallAsync(address);
            }
            catch (PoolOpenException error) when (error.Message.Contains("ulimit -n", StringComparison.Ordinal))
            {
                // The server has not noticed yet that one has gone.
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    private static async Task<Socket> ConnectAsync(string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(address));
        return socket;
    }

    private static async Task LimitAsync(PathosProcess server, int descriptors)
    {
        using var prlimit = Process.Start("prlimit", [string.Create(CultureInfo.InvariantCulture, $"--pid={server.Id}"), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:")]);
        await prlimit.WaitForExitAsync().Soon();
        Assert.Equal(0, prlimit.ExitCode);
    }

    /// <summary>Waits until a server answers that cannot say where it is.</summary>
    private static async Task ListensAsync(string address)
    {
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (true)
        {
            try
            {
                (await ConnectAsync(address)).Dispose();
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private static PathosProcess Start(params string[] arguments) => Under([], arguments);

    private static PathosProcess Under(string[] before, params string[] arguments) => PathosProcess.StartUnder(before, arguments, (PoolCredentials.Variable, Secret));
}
