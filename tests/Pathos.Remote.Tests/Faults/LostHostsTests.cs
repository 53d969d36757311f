using Microsoft.Extensions.Logging;

namespace Pathos.Remote.Tests;

/// <summary>Every host of a pool is lost.</summary>
[Collection(SshHosts.Collection)]
public sealed class LostHostsTests(SshHosts hosts)
{
    [Fact]
    public async Task Calls_NoHostIsLeft_FailAndNameItUntilItIsBack()
    {
        await using Pool pool = Pool.Open(hosts.Options(new PoolOptions { OpenTimeout = TimeSpan.FromSeconds(8) }), "ssh://hosta/2");
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        Task waiting = pool.PipeAsync(() => gate.Pass());
        await gate.EnteredAsync();

        await hosts.Servers.KillAsync("hosta").Soon();
        try
        {
            PoolOpenException[] errors =
            [
                await Assert.ThrowsAsync<PoolOpenException>(() => waiting.Soon()),
                await Assert.ThrowsAsync<PoolOpenException>(() => pool.PipeAsync(static () => 1).Soon()),
            ];

            Assert.All(errors, static error => Assert.Contains("hosta", error.Message, StringComparison.Ordinal));
        }
        finally
        {
            await hosts.Servers.RestartAsync("hosta").Soon();
        }

        await Where.JoinsAsync(pool, "hosta");
        int[] results = await pool.MapAsync(static x => x + 1, [0, 1, 2]).Soon();
        Assert.Equal([1, 2, 3], results);
    }

    [Fact]
    public async Task Calls_OnlyHostIsAwayForAMoment_WaitForIt()
    {
        var logger = new FailedStarts();
        await using Pool pool = Pool.Open(hosts.Options(new PoolOptions { Logger = logger }), "ssh://hosta/1");
        await pool.ReadyAsync().Soon();
        await hosts.Servers.KillAsync("hosta").Soon();
        Task<int> call = pool.PipeAsync(static () => 7);
        try
        {
            await logger.ThirdTime.Task.Soon();
        }
        finally
        {
            await hosts.Servers.RestartAsync("hosta").Soon();
        }

        Assert.Equal(7, await call.Soon());
    }

    /// <summary>Counts the starts of workers that failed.</summary>
    private sealed class FailedStarts : ILogger
    {
        private int _count;

        public TaskCompletionSource ThirdTime { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is PoolOpenException && Interlocked.Increment(ref _count) == 3)
            {
                ThirdTime.SetResult();
            }
        }
    }
}
