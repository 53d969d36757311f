using System.Globalization;
using System.Text.Json;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Pathos.Cli.Tests;

/// <summary><c>pathos serve</c>, <c>pathos work</c> and <c>pathos secret</c> as scripts and service managers use them.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private const string Secret = "the secret of these command lines";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);

    private readonly TestFolder _folder = new();

    private string SecretFile => Path.Combine(_folder.Path, "secret");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serve", "pathos serve --listen 0.0.0.0:8899")]
    [InlineData("work", "pathos work --connect server:8899")]
    [InlineData("secret", "pathos secret /etc/pathos/secret")]
    public async Task Help_OfACommand_HasExamplesAndExitCodes(string command, string example)
    {
        (int code, string output, _) = await RunAsync(command, "--help");

        Assert.Equal(0, code);
        Assert.Contains(example, output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--fast")]
    [InlineData("serve", "--workers", "many")]
    [InlineData("work")]
    public async Task Arguments_ThatMakeNoSense_AreRefused(params string[] arguments)
    {
        (int code, string output, string errors) = await RunAsync(arguments);

        Assert.Equal((2, ""), (code, output));
        Assert.NotEmpty(errors);
    }

    [Theory]
    [InlineData("serve", "--listen", "nowhere")]
    [InlineData("serve", "--workers", "-1")]
    [InlineData("work", "--connect", "nowhere")]
    [InlineData("work", "--connect", "127.0.0.1:1", "--workers", "-1")]
    [InlineData("serve", "--listen", "127.0.0.1:70000")]
    [InlineData("serve", "--listen", ":8899")]
    [InlineData("serve", "--listen", "[]:8899")]
    [InlineData("serve", "--workers", "4097")]
    [InlineData("serve", "--worker-memory", "63M")]
    [InlineData("serve", "--worker-memory", "9000000T")]
    [InlineData("serve", "--worker-memory", "much")]
    [InlineData("serve", "--cache", "")]
    [InlineData("serve", "--idle-exit", "-1")]
    [InlineData("serve", "--idle-exit", "1E300")]
    [InlineData("serve", "--discovery-port", "70000")]
    [InlineData("serve", "--drain-limit", "-1")]
    [InlineData("serve", "--drain-limit", "NaN")]
    [InlineData("serve", "--drain-limit", "1E300")]
    [InlineData("work", "--connect", "127.0.0.1:1", "--worker-memory", "63M")]
    [InlineData("work", "--connect", "127.0.0.1:1", "--cache", "")]
    [InlineData("work", "--connect", "127.0.0.1:1", "--drain-limit", "-1")]
    [InlineData("work", "--connect", "127.0.0.1:1", "--name", "")]
    public async Task Values_ThatCannotBe_AreRefusedAndNamed(params string[] arguments)
    {
        (int code, string output, string errors) = await RunAsync(arguments);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(arguments[^2], errors, StringComparison.Ordinal);
        Assert.Contains(arguments[^1].TrimStart('-'), errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_NameIsTooLong_IsRefusedAndNamed()
    {
        (int code, string output, string errors) = await RunAsync("work", "--connect", "127.0.0.1:1", "--name", new string('x', 257));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--name", errors, StringComparison.Ordinal);
        Assert.Contains("256", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_NewFile_IsForItsOwnerAndServesAndIsNotOverwritten()
    {
        (int code, string output, string errors) = await RunAsync("secret", SecretFile);

        Assert.Equal((0, SecretFile, ""), (code, output.Trim(), errors));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretFile));
        Assert.NotNull(PoolCredentials.FromFile(SecretFile));
        string made = await File.ReadAllTextAsync(SecretFile);

        Assert.Equal(1, (await RunAsync("secret", SecretFile)).Code);
        Assert.Equal(made, await File.ReadAllTextAsync(SecretFile));
    }

    [Theory]
    [InlineData("serve", "--listen", "127.0.0.1:0")]
    [InlineData("work", "--connect", "127.0.0.1:1")]
    public async Task SecretFile_OthersMayRead_IsRefused(params string[] arguments)
    {
        await File.WriteAllTextAsync(SecretFile, Secret);
        File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        (int code, string output, string errors) = await RunAsync([.. arguments, "--secret-file", SecretFile]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("chmod 600", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_NowhereToBeFound_SaysHowToMakeOne()
    {
        await using PathosProcess process = PathosProcess.Start(["serve", "--listen", "127.0.0.1:0"], (PoolCredentials.Variable, null), (PoolCredentials.FileVariable, SecretFile));

        (int code, string output, string errors) = await process.EndAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("pathos secret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PortIsTaken_SaysSo()
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 0 });

        (int code, string output, string errors) = await RunAsync("serve", "--listen", server.Address.ToString());

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("another port", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_Json_SaysWhereAndServesUntilInterrupted()
    {
        string pidFile = Path.Combine(_folder.Path, "pid");
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--json", "--pid-file", pidFile);
        JsonElement line = JsonDocument.Parse((await server.ReadLineAsync())!).RootElement;

        Assert.Equal((1, server.Id), (line.GetProperty("workers").GetInt32(), line.GetProperty("process").GetInt32()));
        Assert.Equal(server.Id, int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture));
        await using (Pool pool = Pool.Connect($"tcp://{line.GetProperty("address").GetString()}", s_credentials))
        {
            Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
            server.Signal("INT");
            (int code, string output, _) = await server.EndAsync();
            Assert.Equal((0, ""), (code, output));
        }

        Assert.False(File.Exists(pidFile));
    }

    [Fact]
    public async Task Serve_Terminated_LetsItsClientsFinishAndTakesNoNewOnes()
    {
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--json");
        string address = JsonDocument.Parse((await server.ReadLineAsync())!).RootElement.GetProperty("address").GetString()!;
        FileGate gate = _folder.Gate();
        Pool pool = Pool.Connect($"tcp://{address}", s_credentials);
        FileLedger pids = _folder.Ledger();
        Task<int> call = pool.PipeAsync(
            () =>
            {
                pids.Add(Environment.ProcessId);
                gate.Pass();
                return 7;
            },
            new MapOptions { IsRepeatable = false });
        await gate.EnteredAsync();

        // As a service manager does it: every process of the service gets the signal.
        PathosProcess.Signal("TERM", int.Parse(pids.Entries[0], CultureInfo.InvariantCulture));
        server.Signal("TERM");
        await RefusesNewAsync(address);
        gate.Open();

        Assert.Equal(7, await call.Soon());
        await pool.DisposeAsync().Soon();
        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(0, code);

        // One that knocks in that moment is counted too.
        Assert.Matches("draining; [1-9] clients are left", errors);
    }

    [Fact]
    public async Task Serve_TerminatedTwice_EndsAtOnce()
    {
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--json");
        string address = JsonDocument.Parse((await server.ReadLineAsync())!).RootElement.GetProperty("address").GetString()!;
        await using Pool pool = Pool.Connect($"tcp://{address}", s_credentials);
        await pool.ReadyAsync().Soon();

        server.Signal("TERM");
        await RefusesNewAsync(address);
        server.Signal("TERM");

        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Serve_TerminatedAndClientsDoNotGo_EndsThemWhenTheTimeIsOver(string signal)
    {
        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--json", "--drain-timeout", "0.2");
        string address = JsonDocument.Parse((await server.ReadLineAsync())!).RootElement.GetProperty("address").GetString()!;
        await using Pool pool = Pool.Connect($"tcp://{address}", s_credentials);
        await pool.ReadyAsync().Soon();

        server.Signal(signal);

        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("1 clients have not gone and are ended", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_Terminated_LetsItsTaskFinishAndLeaves()
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 0, CacheFolder = _folder.Path });
        await using PathosProcess helper = Start("work", "--connect", server.Address.ToString(), "--workers", "2", "--json");
        await helper.ReadLineAsync();
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials);
        FileGate gate = _folder.Gate();
        Task<int> call = pool.PipeAsync(
            () =>
            {
                gate.Pass();
                return TaskContext.Current.Attempt;
            },
            new MapOptions { IsRepeatable = false });
        await gate.EnteredAsync();

        helper.Signal("TERM");
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (server.GetHelpers().Count > 0)
        {
            await Task.Delay(5, bound.Token);
        }

        gate.Open();

        Assert.Equal(1, await call.Soon());
        Assert.Equal((0, "", ""), await helper.EndAsync());
    }

    [Fact]
    public async Task Serve_TemporaryFolderGoes_TellsThePoolAndServesTheNext()
    {
        string temporary = Path.Combine(_folder.Path, "t");
        Directory.CreateDirectory(temporary);
        await using PathosProcess server = PathosProcess.Start(["serve", "--listen", "127.0.0.1:0", "--workers", "1", "--json"], (PoolCredentials.Variable, Secret), ("TMPDIR", temporary));
        string address = JsonDocument.Parse((await server.ReadLineAsync())!).RootElement.GetProperty("address").GetString()!;

        // A file where the folder should be: nothing can be made in it, whoever asks.
        Directory.Delete(temporary, recursive: true);
        await File.WriteAllTextAsync(temporary, "");
        await using (Pool refused = Pool.Connect($"tcp://{address}/1", s_credentials))
        {
            PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => refused.ReadyAsync().Soon());
            Assert.Contains(temporary, error.Message, StringComparison.Ordinal);
            Assert.Contains(address, error.Message, StringComparison.Ordinal);
        }

        File.Delete(temporary);
        Directory.CreateDirectory(temporary);
        await using Pool pool = Pool.Connect($"tcp://{address}/1", s_credentials);
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    [Fact]
    public async Task Serve_IdleExit_EndsWithoutAClient()
    {
        (int code, string output, _) = await RunAsync("serve", "--listen", "127.0.0.1:0", "--idle-exit", "0.2");

        Assert.Equal(0, code);
        Assert.StartsWith("Serving", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Work_Signalled_EndsAsAsked(string signal)
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 0, CacheFolder = _folder.Path });
        await using PathosProcess helper = Start("work", "--connect", server.Address.ToString(), "--workers", "1", "--json");
        JsonElement line = JsonDocument.Parse((await helper.ReadLineAsync())!).RootElement;
        Assert.Equal((true, 1), (line.GetProperty("connected").GetBoolean(), line.GetProperty("workers").GetInt32()));
        Assert.Equal(server.Address.ToString(), line.GetProperty("server").GetString());

        helper.Signal(signal);

        Assert.Equal((0, "", ""), await helper.EndAsync());
    }

    /// <summary>Waits until a client is turned away, which shows that the signal has come.</summary>
    private static async Task RefusesNewAsync(string address)
    {
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            await using Pool late = Pool.Connect($"tcp://{address}/1", s_credentials, new PoolOptions { OpenTimeout = TimeSpan.FromSeconds(20) });
            try
            {
                await late.ReadyAsync().Soon();
            }
            catch (PoolOpenException)
            {
                return;
            }
        }
    }

    private static PathosProcess Start(params string[] arguments) => PathosProcess.Start(arguments, (PoolCredentials.Variable, Secret));

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using PathosProcess process = Start(arguments);
        return await process.EndAsync();
    }
}
