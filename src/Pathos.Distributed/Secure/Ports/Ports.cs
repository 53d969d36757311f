using System.Net;
using System.Net.Sockets;
using Pathos.Distributed;

namespace Pathos;

/// <summary>Finds TCP ports that are free, on this machine or on another.</summary>
/// <remarks>
/// A free port is a fact about the moment it was looked at: another program may take it before you do. Where you can, listen on port 0 and
/// ask which one it became (<c>new TcpListener(IPAddress.Loopback, 0)</c>): that one is yours. Use these for programs that must be told a
/// number.
/// </remarks>
public static class Ports
{
    private static readonly Lock s_gate = new();

    // Given once, a port is probably about to be used: the next call gives another one.
    private static readonly HashSet<int> s_given = [];

    /// <summary>Finds a port on which nothing listens on this machine, at any of its addresses.</summary>
    /// <param name="range">Where to look, from a random place on; null for <see cref="PortRange.Default"/>.</param>
    /// <returns>The port. It is not given again until all free ones of the range were.</returns>
    /// <exception cref="IOException">Every port of the range is taken.</exception>
    public static int PickFree(PortRange? range = null) => PickFree(1, range)[0];

    /// <summary>Finds several free ports, no two of them the same.</summary>
    /// <param name="count">How many.</param>
    /// <param name="range">Where to look, from a random place on; null for <see cref="PortRange.Default"/>.</param>
    /// <returns>The ports.</returns>
    /// <exception cref="IOException">The range has not as many free ones.</exception>
    public static IReadOnlyList<int> PickFree(int count, PortRange? range = null)
    {
        range ??= PortRange.Default;
        RequireCount(count, range);
        lock (s_gate)
        {
            List<int> picked = [.. Candidates(range).Where(static port => !s_given.Contains(port) && IsFree(port)).Take(count)];
            if (picked.Count < count)
            {
                // All were given: those of them that are free still, or again, are as good as any.
                picked.AddRange(Candidates(range).Where(port => !picked.Contains(port) && IsFree(port)).Take(count - picked.Count));
            }

            Require(picked.Count, count, range, Environment.MachineName);
            s_given.UnionWith(picked);
            return picked;
        }
    }

    /// <summary>Finds ports of another host on which nothing listens there.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>.</param>
    /// <param name="count">How many; no two are the same.</param>
    /// <param name="range">Where to look; null for <see cref="PortRange.Default"/>.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ports, at random from the free ones.</returns>
    /// <exception cref="IOException">The range has not as many free ones.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="RemoteCommandException">The host has no way to tell its ports.</exception>
    public static async Task<IReadOnlyList<int>> PickFreeAsync(
        string host, int count = 1, PortRange? range = null, SshOptions? options = null, CancellationToken cancellationToken = default)
    {
        range ??= PortRange.Default;
        RequireCount(count, range);
        HashSet<int> used = await PortsInUse.OnAsync(host, options ?? new SshOptions(), cancellationToken).ConfigureAwait(false);
        int[] free = [.. Enumerable.Range(range.First, range.Count).Where(port => !used.Contains(port))];
        Require(free.Length, count, range, host);
        Random.Shared.Shuffle(free);
        return free[..count];
    }

    private static void RequireCount(int count, PortRange range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, range.Count);
    }

    private static void Require(int found, int count, PortRange range, string host)
    {
        if (found < count)
        {
            throw new IOException($"{host} has {found} free ports in {range}, and {count} are wanted.");
        }
    }

    private static IEnumerable<int> Candidates(PortRange range)
    {
        int start = Random.Shared.Next(range.Count);
        return Enumerable.Range(0, range.Count).Select(step => range.First + ((start + step) % range.Count));
    }

    private static bool IsFree(int port)
    {
        // Where there is IPv6 this is both: a listener at any address of either kind is in the way.
        using TcpListener listener = Socket.OSSupportsIPv6 ? TcpListener.Create(port) : new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
