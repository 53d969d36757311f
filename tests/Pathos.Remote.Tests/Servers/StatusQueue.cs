using System.Threading.Channels;

namespace Pathos.Remote.Tests;

/// <summary>What a helper said of itself, one after the other.</summary>
internal sealed class StatusQueue : IProgress<PoolHelperStatus>
{
    private readonly Channel<PoolHelperStatus> _told = System.Threading.Channels.Channel.CreateUnbounded<PoolHelperStatus>();

    public void Report(PoolHelperStatus value) => _told.Writer.TryWrite(value);

    public Task<PoolHelperStatus> NextAsync() => _told.Reader.ReadAsync().Soon();
}
