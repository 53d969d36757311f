using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pathos.Hostile.Tests;

/// <summary>A real server, its honest clients, and an honest machine that works for it, beside which a hostile one comes.</summary>
internal sealed class HelpedServer : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly KeptLog _log = new();
    private Task _honest = Task.CompletedTask;

    public PoolCredentials Credentials { get; } = PoolCredentials.FromSecret("the secret that the hostile machine holds too");

    public TestFolder Folder => _folder;

    public PoolServer Server { get; private set; } = null!;

    /// <summary>Gets what server and pools wrote to their log, with the messages of errors.</summary>
    public string Log => string.Join('\n', _log.Entries);

    public static async Task<HelpedServer> StartAsync(int workers)
    {
        var helped = new HelpedServer();
        helped.Server = await PoolServer.StartAsync(helped.Credentials, new PoolServerOptions { Workers = workers, CacheFolder = helped._folder.Path, Logger = helped._log });
        return helped;
    }

    /// <summary>Lets an honest machine work for the server, and returns when it does.</summary>
    public async Task AddHonestHelperAsync(int workers = 1)
    {
        int before = Server.GetHelpers().Count;
        var options = new PoolHelperOptions { Workers = workers, Name = "honest", CacheFolder = _folder.Path };
        _honest = PoolHelper.RunAsync($"127.0.0.1:{Server.Address.Port}", Credentials, options, _stopping.Token);
        await ReachesAsync(() => Server.GetHelpers().Count > before);
    }

    public Pool Connect(string workers = "", TimeSpan? openTimeout = null)
    {
        var options = new ProcessPoolOptions { Logger = _log, Output = static _ => { } };
        return Pool.Connect(
            $"tcp://127.0.0.1:{Server.Address.Port}{workers}", Credentials, openTimeout is { } timeout ? options with { OpenTimeout = timeout } : options);
    }

    public Task<HostileHelper> HostileAsync() => HostileHelper.ConnectAsync(Server.Address, Credentials);

    /// <summary>A client that comes now is served.</summary>
    public async Task AssertServesAsync()
    {
        await using Pool pool = Connect("/1");
        Assert.Equal(5, await pool.PipeAsync(static x => x + 1, 4).Soon());
    }

    /// <summary>A pool does what it should.</summary>
    public static async Task AssertWorksAsync(Pool pool)
    {
        int[] results = await pool.MapAsync(static x => x, [1, 2, 3]).Soon();
        Assert.Equal([1, 2, 3], results);
    }

    /// <summary>The log names a machine, and says what to do.</summary>
    public async Task AssertToldAsync(params string[] words)
    {
        await Task.Run(() => SpinWait.SpinUntil(() => Array.TrueForAll(words, word => Log.Contains(word, StringComparison.Ordinal)), TestTimeouts.Unexpected));
        Assert.All(words, word => Assert.Contains(word, Log, StringComparison.Ordinal));
    }

    public static async Task ReachesAsync(Func<bool> condition) => Assert.True(await Task.Run(() => SpinWait.SpinUntil(condition, TestTimeouts.Unexpected)));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _honest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Server.DisposeAsync();
        _stopping.Dispose();
        _folder.Dispose();
    }

    private sealed class KeptLog : ILogger
    {
        public ConcurrentQueue<string> Entries { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue($"{formatter(state, exception)} {exception?.Message}");
    }
}
