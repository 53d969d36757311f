using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>How a pool server is started.</summary>
public sealed record PoolServerOptions
{
    /// <summary>Gets where it listens, <c>host:port</c>. Default <c>127.0.0.1:0</c>: this machine only, at a port that is free.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>Gets how many tasks it runs at a time. Null, the default: as many as this process may use cores.</summary>
    public int? Workers { get; init; }

    /// <summary>Gets after how long without a client it ends by itself. Null, the default: never.</summary>
    public TimeSpan? IdleExit { get; init; }

    /// <summary>Gets the folder for code that clients send. Null, the default: <c>~/.cache/pathos</c>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Gets where it writes who came and went. Null, the default: nowhere.</summary>
    public ILogger? Logger { get; init; }
}
