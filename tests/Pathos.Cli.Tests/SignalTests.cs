namespace Pathos.Cli.Tests;

/// <summary>What signals mean to <c>pathos serve</c>, as a process among others and as the first one of a container, for which the system
/// drops what nobody handles.</summary>
public sealed class SignalTests : IDisposable
{
    private const string Secret = "the secret of servers that are signalled";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);

    // What others mean something by, and servers do not. USR1, USR2 and XFSZ end a program that knows nothing of them.
    private static readonly string[] s_passedOver = ["PIPE", "CHLD", "WINCH", "CONT", "URG", "USR1", "USR2", "XFSZ"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM", true, false)]
    [InlineData("HUP", true, false)]
    [InlineData("INT", false, false)]
    [InlineData("QUIT", false, false)]
    [InlineData("TERM", true, true)]
    [InlineData("HUP", true, true)]
    [InlineData("INT", false, true)]
    [InlineData("QUIT", false, true)]
    public async Task Signal_WithAClient_EndsAsDocumented(string signal, bool drains, bool isFirstProcess)
    {
        string pidFile = Path.Combine(_folder.Path, "pid");
        await using PathosProcess server = Serve(isFirstProcess, "--pid-file", pidFile);
        string address = await server.AddressAsync();
        int process = isFirstProcess ? await server.ChildAsync() : server.Id;
        Assert.Equal(isFirstProcess ? "1" : process.ToString(System.Globalization.CultureInfo.InvariantCulture), await File.ReadAllTextAsync(pidFile));
        Pool client = Pool.Connect($"tcp://{address}/1", s_credentials);
        await client.ReadyAsync().Soon();

        foreach (string other in s_passedOver)
        {
            PathosProcess.Signal(other, process);
        }

        Assert.Equal(3, await client.PipeAsync(static x => x + 1, 2).Soon());
        PathosProcess.Signal(signal, process);
        if (drains)
        {
            Assert.Equal(3, await client.PipeAsync(static x => x + 1, 2).Soon());
            await client.DisposeAsync();
        }

        (int code, _, string errors) = await server.EndAsync();
        await client.DisposeAsync();
        Assert.Equal(0, code);
        Assert.Equal(drains, errors.Contains("draining; ", StringComparison.Ordinal));
        Assert.False(File.Exists(pidFile));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminated_TwiceWithAClientThatStays_EndsAtOnce(bool isFirstProcess)
    {
        await using PathosProcess server = Serve(isFirstProcess);
        string address = await server.AddressAsync();
        int process = isFirstProcess ? await server.ChildAsync() : server.Id;
        await using Pool client = Pool.Connect($"tcp://{address}/1", s_credentials);
        await client.ReadyAsync().Soon();

        PathosProcess.Signal("TERM", process);
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (!(await PoolServer.QueryAsync(address, s_credentials, limit.Token)).IsDraining)
        {
            await Task.Delay(5, limit.Token);
        }

        PathosProcess.Signal("TERM", process);

        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("1 clients have not gone and are ended", errors, StringComparison.Ordinal);
    }

    private static PathosProcess Serve(bool isFirstProcess, params string[] more) => PathosProcess.StartUnder(
        isFirstProcess ? ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"] : [],
        ["serve", "--listen", "127.0.0.1:0", "--workers", "1", "--no-discovery", "--json", .. more],
        (PoolCredentials.Variable, Secret));
}
