using System.Diagnostics;
using System.Globalization;
using System.Net;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Servers, and machines that work for them, in a program whose thread pool is blocked for ever: they hear, wait and end all the
/// same.</summary>
public sealed class BusyServerTests : IDisposable
{
    // That of these programs.
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("UGF0aG9zIHRlc3RzIGFyZSBub3Qgc2VjcmV0ISEhIQA=");

    private readonly TestFolder _folder = new();
    private readonly int _port = Searcher.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Server_IsIdle_Ends()
    {
        using Process program = Start("serve", Cache("server"), Port, "0.1");

        Assert.NotEmpty((await program.StandardOutput.ReadLineAsync().Soon())!);
        Assert.Equal("ended", await program.StandardOutput.ReadLineAsync().Soon());
        await program.WaitForExitAsync().Soon();
    }

    [Fact]
    public async Task Server_IsFoundAndItsMachinesAreAndASilentOneIsLetGo()
    {
        using Process program = Start("serve", Cache("server"), Port);
        try
        {
            IPEndPoint address = IPEndPoint.Parse((await program.StandardOutput.ReadLineAsync().Soon())!);
            using RogueClient silent = await RogueClient.ConnectAsync(address, s_credentials, ConnectionPurpose.Helper);

            // Datagrams get lost, and a search has only a second.
            IReadOnlyList<FoundServer> found = [];
            using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
            while (found.Count == 0)
            {
                found = await PoolServer.FindAsync(s_credentials, new ServerSearchOptions { DiscoveryPort = _port }, limit.Token);
            }

            Assert.Equal([address], found.Select(static server => server.Address));
            using var stop = new CancellationTokenSource();
            Task helping = PoolHelper.RunAsync(
                address.ToString(), s_credentials, new PoolHelperOptions { Workers = 1, CacheFolder = Cache("helper") }, stop.Token);
            await using (Pool pool = Pool.Connect($"tcp://{address}", s_credentials))
            {
                Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
            }

            await silent.EndsAsync();
            await stop.CancelAsync();
            await helping.Soon();
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync().Soon();
        }
    }

    [Fact]
    public async Task Machine_WorksForAServer_BringsSessions()
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 0, DiscoveryPort = null, CacheFolder = Cache("server") });
        using Process program = Start("work", server.Address.ToString(), Cache("helper"));
        try
        {
            await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials);
            Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync().Soon();
        }
    }

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    private string Cache(string name) => Path.Combine(_folder.Path, name);

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "busy", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
}
