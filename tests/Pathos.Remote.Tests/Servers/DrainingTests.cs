using Microsoft.Extensions.Logging;

namespace Pathos.Remote.Tests;

/// <summary>What others see of a server that drains.</summary>
public sealed class DrainingTests : IAsyncLifetime
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of a server that drains");
    private static readonly PoolOptions s_impatient = new() { OpenTimeout = TimeSpan.FromSeconds(20) };

    private readonly TestFolder _folder = new();
    private readonly LogLines _log = new();
    private PoolServer _server = null!;
    private Pool _client = null!;
    private Task _drained = null!;

    public async Task InitializeAsync()
    {
        _server = await StartAsync("127.0.0.1:0");
        _client = Pool.Connect($"tcp://{_server.Address}/1", s_credentials);
        await _client.ReadyAsync().Soon();
        _drained = _server.DrainAsync();
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync().AsTask().Soon();
        await _drained.Soon();
        _folder.Dispose();
    }

    [Fact]
    public async Task Client_ThatComes_IsToldAndTheLogBlamesNobody()
    {
        await using Pool late = Pool.Connect($"tcp://{_server.Address}/1", s_credentials, s_impatient);

        PoolOpenException refused = await Assert.ThrowsAsync<PoolOpenException>(() => late.ReadyAsync().Soon());

        Assert.Contains("draining", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_server.Address.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains(_log.Of(static level => level == LogLevel.Information), static line => line.Contains("draining", StringComparison.Ordinal));
        Assert.Empty(_log.Of(static level => level > LogLevel.Information));
        Assert.Equal(3, await _client.PipeAsync(static x => x + 1, 2).Soon());
    }

    [Fact]
    public async Task QueryAsync_WhileItDrains_SaysSo()
    {
        ServerStatistics told = await PoolServer.QueryAsync(_server.Address.ToString(), s_credentials).Soon();

        Assert.True(told.IsDraining);
        Assert.Single(told.Clients);
    }

    [Fact]
    public async Task Helper_ThatComes_IsTold()
    {
        using var stop = new CancellationTokenSource();
        var status = new StatusQueue();
        Task helper = PoolHelper.RunAsync(
            _server.Address.ToString(), s_credentials, new PoolHelperOptions { Workers = 1, CacheFolder = _folder.Path, Status = status }, stop.Token);
        PoolHelperStatus told;
        do
        {
            told = await status.NextAsync();
        }
        while (told.Problem is null);

        Assert.Contains("draining", told.Problem, StringComparison.Ordinal);
        await stop.CancelAsync();
        await helper.Soon();
    }

    [Fact]
    public async Task StartAsync_AtItsPort_GetsThePortAndItsClientsStay()
    {
        await using PoolServer next = await StartAsync(_server.Address.ToString()).Soon();

        Assert.Equal(_server.Address, next.Address);
        await using Pool late = Pool.Connect($"tcp://{next.Address}/1", s_credentials);
        Assert.Equal(5, await late.PipeAsync(static x => x + 1, 4).Soon());
        Assert.Equal(3, await _client.PipeAsync(static x => x + 1, 2).Soon());
        Assert.False(_drained.IsCompleted);
        Assert.Single(next.GetClients());
    }

    [Fact]
    public async Task StartAsync_AtItsPortWithAnotherSecret_IsRefused() => await Assert.ThrowsAsync<PoolOpenException>(() => PoolServer.StartAsync(
        PoolCredentials.FromSecret("the secret of somebody else"), new PoolServerOptions { Listen = _server.Address.ToString(), CacheFolder = _folder.Path }));

    private Task<PoolServer> StartAsync(string listen) =>
        PoolServer.StartAsync(s_credentials, new PoolServerOptions { Listen = listen, Workers = 1, DiscoveryPort = null, CacheFolder = _folder.Path, Logger = _log });
}
