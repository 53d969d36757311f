using System.Globalization;
using Pathos.Distributed;

namespace Pathos;

/// <summary>What hosts keep of pools that were there, so that it has to be sent only once: the worker program, assemblies,
/// runtimes.</summary>
/// <remarks>
/// Nothing has to be there: a pool that misses something sends it again. What living workers use is never taken from them, nor what is
/// being sent: a process that uses a thing holds a lock of it.
/// The lock passes on to programs that tasks start and leave behind, which therefore keep it in use.
/// </remarks>
public static class RemoteCache
{
    /// <summary>Lists what a host keeps.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>; null for this machine, where servers keep the code that clients send.</param>
    /// <param name="options">Which cache, and what of it; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The things; none when there is no such folder.</returns>
    /// <exception cref="HostSpecException">The host is not well formed.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="RemoteCacheException">The folder cannot be read, or other users may write to it; the message says what to
    /// do.</exception>
    public static Task<IReadOnlyList<CachedItem>> ListAsync(string? host, RemoteCacheOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("list", host, options ?? new RemoteCacheOptions(), cancellationToken);

    /// <summary>Removes what a host keeps, except what is in use. Safe at any time, also while pools open there.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>; null for this machine.</param>
    /// <param name="options">Which cache, and what of it; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up; what is removed by then stays so.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="HostSpecException">The host is not well formed.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="RemoteCacheException">It cannot be removed, or the host has no program <c>flock</c> to tell what is in use; the
    /// message says what to do.</exception>
    public static Task<IReadOnlyList<CachedItem>> ClearAsync(string? host, RemoteCacheOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("clear", host, options ?? new RemoteCacheOptions(), cancellationToken);

    private static async Task<IReadOnlyList<CachedItem>> RunAsync(
        string action, string? host, RemoteCacheOptions options, CancellationToken cancellationToken)
    {
        if (options.UnusedFor is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(options));
        }

        SshHost? target = host is null ? null : SshHost.Parse(host);
        string age = options.UnusedFor is { } unused
            ? ((long)Math.Ceiling(unused.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
            : "";
        string settings = $"action={action} cache={ShellQuote.Word(options.Folder ?? "")} age={age}";
        string script = string.Join('\n', settings, HostScript.Load("cache-folder.sh"), HostScript.Load("cache.sh"));
        RemoteResult result = await HostShell.RunAsync(target, options.Ssh, script, cancellationToken).ConfigureAwait(false);
        return CacheList.Read(host ?? "this machine", result);
    }
}
