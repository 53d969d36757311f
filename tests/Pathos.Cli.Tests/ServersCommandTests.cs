using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary><c>pathos servers</c>, and what <c>pathos serve</c> does to be found.</summary>
public sealed class ServersCommandTests : IDisposable
{
    // As pathos secret makes them: its keys take no time, and a search has only a second.
    private const string Secret = "UGF0aG9zIHRlc3RzIGFyZSBub3Qgc2VjcmV0ISEhIQA=";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);

    private readonly TestFolder _folder = new();
    private readonly string _port = FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Help_HasExamplesAndExitCodes()
    {
        (int code, string output, _) = await RunAsync("servers", "--help");

        Assert.Equal(0, code);
        Assert.Contains("pathos servers maxi:8899", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_TwoAreThere_ListsThem()
    {
        await using PathosProcess one = Start("serve", "--listen", "127.0.0.1:0", "--workers", "1", "--discovery-port", _port, "--json");
        await using PathosProcess two = Start("serve", "--listen", "127.0.0.1:0", "--workers", "2", "--discovery-port", _port, "--json");
        string[] expected = [.. new[] { await AddressOfAsync(one, int.Parse(_port, CultureInfo.InvariantCulture)), await AddressOfAsync(two, int.Parse(_port, CultureInfo.InvariantCulture)) }.Order(StringComparer.Ordinal)];

        (int code, string output, string errors) = await RunAsync("servers", "--discovery-port", _port, "--json");
        (int plainCode, string plain, string plainErrors) = await RunAsync("servers", "--discovery-port", _port);

        Assert.Equal((0, "", 0, ""), (code, errors, plainCode, plainErrors));
        JsonElement[] servers = [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
        Assert.Equal(expected, servers.Select(static server => server.GetProperty("address").GetString()!));
        Assert.Equal([1, 2], servers.Select(static server => server.GetProperty("workers").GetInt32()).Order());
        Assert.Equal(expected, plain.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Servers_NoneIsThere_SaysWhatToDo()
    {
        await using PathosProcess hidden = Start("serve", "--listen", "127.0.0.1:0", "--no-discovery", "--json");
        await AddressOfAsync(hidden, discoveryPort: null);

        (int code, string output, string errors) = await RunAsync("servers", "--discovery-port", _port, "--wait", "0.3", "--json");

        Assert.Equal((1, "[]"), (code, output.Trim()));
        Assert.Contains("pathos serve", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_OneIsNamed_TellsOfItsClientsAndHelpers()
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 2, DiscoveryPort = null, CacheFolder = _folder.Path });
        await using PathosProcess helper = Start("work", "--connect", server.Address.ToString(), "--workers", "3", "--name", "lab", "--json");
        Assert.Contains("\"connected\":true", await helper.ReadLineAsync(), StringComparison.Ordinal);
        await using Pool pool = Pool.Connect($"tcp://{server.Address}/1", s_credentials);
        await pool.ReadyAsync().Soon();
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (server.GetHelpers().Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }

        (int code, string output, string errors) = await RunAsync("servers", server.Address.ToString(), "--json");
        (_, string plain, _) = await RunAsync("servers", server.Address.ToString());

        Assert.Equal((0, ""), (code, errors));
        JsonElement told = JsonDocument.Parse(output).RootElement;
        Assert.Equal(2, told.GetProperty("workers").GetInt32());
        Assert.StartsWith("127.0.0.1:", Assert.Single(told.GetProperty("clients").EnumerateArray()).GetProperty("client").GetString(), StringComparison.Ordinal);
        JsonElement lab = Assert.Single(told.GetProperty("helpers").EnumerateArray());
        Assert.Equal(("lab", 3), (lab.GetProperty("name").GetString(), lab.GetProperty("workers").GetInt32()));
        Assert.Contains("clients: 1  helpers: 1", plain, StringComparison.Ordinal);
        Assert.Contains("helper lab at 127.0.0.1:", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_HelperHasControlCharactersInItsName_ShowsThem()
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 0, DiscoveryPort = null, CacheFolder = _folder.Path });
        await using PathosProcess helper = Start("work", "--connect", server.Address.ToString(), "--workers", "1", "--name", "lab\u001b[2J\nclient 10.0.0.1", "--json");
        Assert.Contains("\"connected\":true", await helper.ReadLineAsync(), StringComparison.Ordinal);
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (server.GetHelpers().Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }

        (int code, string plain, _) = await RunAsync("servers", server.Address.ToString());

        Assert.Equal(0, code);
        Assert.Contains(@"helper lab\u001B[2J\u000Aclient 10.0.0.1 at", plain, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain);
    }

    [Fact]
    public async Task Servers_NamedOneIsNotThere_SaysSo()
    {
        (int code, string output, string errors) = await RunAsync("servers", "127.0.0.1:1");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("pathos serve", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("servers", "nowhere")]
    [InlineData("servers", "--wait", "0")]
    [InlineData("servers", "--wait", "soon")]
    [InlineData("servers", "--wait", "1e300")]
    [InlineData("servers", "--discovery-port", "0")]
    [InlineData("servers", "127.0.0.1:1", "--wait", "2")]
    [InlineData("serve", "--no-discovery", "--discovery-port", "9000")]
    public async Task Arguments_ThatMakeNoSense_AreRefused(params string[] arguments)
    {
        (int code, string output, string errors) = await RunAsync(arguments);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("pathos: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_DiscoveryPortBelongsToAnotherProgram_ServesAndWarns()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        other.Bind(new IPEndPoint(IPAddress.Any, int.Parse(_port, CultureInfo.InvariantCulture)));

        await using PathosProcess server = Start("serve", "--listen", "127.0.0.1:0", "--discovery-port", _port, "--json");
        await AddressOfAsync(server, discoveryPort: null);
        server.Signal("TERM");
        (int code, _, string errors) = await server.EndAsync();

        Assert.Equal(0, code);
        Assert.Contains($"UDP port {_port}", errors, StringComparison.Ordinal);
    }

    private static async Task<string> AddressOfAsync(PathosProcess server, int? discoveryPort)
    {
        JsonElement line = JsonDocument.Parse((await server.ReadLineAsync())!).RootElement;
        JsonElement port = line.GetProperty("discoveryPort");
        Assert.Equal(discoveryPort, port.ValueKind == JsonValueKind.Null ? null : port.GetInt32());
        return line.GetProperty("address").GetString()!;
    }

    private static string FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static PathosProcess Start(params string[] arguments) => PathosProcess.Start(arguments, (PoolCredentials.Variable, Secret));

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using PathosProcess process = Start(arguments);
        return await process.EndAsync();
    }
}
