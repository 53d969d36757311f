using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>How a machine works for a pool server.</summary>
public sealed record PoolHelperOptions
{
    /// <summary>Gets how many tasks it runs at a time, for all pools together. Null, the default: as many as this process may use
    /// cores.</summary>
    public int? Workers { get; init; }

    /// <summary>Gets what it is called in errors and in <see cref="PoolServer.GetHelpers"/>. Null, the default: the name of the
    /// machine.</summary>
    public string? Name { get; init; }

    /// <summary>Gets how much memory each worker process may have, in bytes: see <see cref="PoolServerOptions.MaxMemoryPerWorker"/>. Null,
    /// the default: no limit here.</summary>
    public long? MaxMemoryPerWorker { get; init; }

    /// <summary>Gets the folder for code that pools send. Null, the default: <c>~/.cache/pathos</c>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Gets the object that hears that the server was reached, was lost, or could not be reached. Null, the default:
    /// none.</summary>
    public IProgress<PoolHelperStatus>? Status { get; init; }

    /// <summary>Gets what ends it gently: it takes no new work, leaves the server, lets its workers finish what they run, and ends. <see
    /// cref="CancellationToken.None"/>, the default: nothing.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>Gets where it writes what went wrong with single pools. Null, the default: nowhere.</summary>
    public ILogger? Logger { get; init; }
}
