using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos;

/// <summary>How a pool server is started.</summary>
public sealed record PoolServerOptions
{
    /// <summary>The least that <see cref="MaxMemoryPerWorker"/> can be, in bytes: a process of .NET needs about as much by
    /// itself.</summary>
    public const long LeastMemoryPerWorker = 64 << 20;

    /// <summary>Gets where it listens, <c>host:port</c>. Default <c>127.0.0.1:0</c>: this machine only, at a port that is free.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>Gets how many tasks it runs at a time. Null, the default: as many as this process may use cores.</summary>
    public int? Workers { get; init; }

    /// <summary>Gets the UDP port at which it hears processes that look for servers on the local network: <c>Pool.Open("tcp://*")</c>.
    /// Default 8899; null for a server that cannot be found. Servers of one machine share it.</summary>
    /// <remarks>It answers only who holds the secret, and only where its answer is of use: a server that listens on loopback is found from
    /// its own machine. Where the port cannot be had, the server serves all the same, and <see cref="Logger"/> is told.</remarks>
    public int? DiscoveryPort { get; init; } = DiscoveryGroup.DefaultPort;

    /// <summary>Gets after how long without a client it ends by itself. Null, the default: never.</summary>
    public TimeSpan? IdleExit { get; init; }

    /// <summary>Gets how much memory each worker process may have, in bytes, whatever its client allows it. Null, the default: no limit
    /// here.</summary>
    /// <remarks>A task that asks .NET for more gets an <see cref="OutOfMemoryException"/>. A worker that takes more in another way is
    /// ended, and its client told why.</remarks>
    public long? MaxMemoryPerWorker { get; init; }

    /// <summary>Gets the folder for code that clients send. Null, the default: <c>~/.cache/pathos</c>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Gets where it writes who came and went. Null, the default: nowhere.</summary>
    public ILogger? Logger { get; init; }
}
