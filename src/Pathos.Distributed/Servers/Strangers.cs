using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pathos.Distributed;

/// <summary>The connections that have not proved yet that they hold the secret: few at a time for each address, and the newest is never
/// kept waiting by those that say nothing.</summary>
/// <remarks>
/// A peer that holds the secret speaks at once. So a newcomer takes the place of the peer of its address that has been there longest, once
/// that one has had its grace. Where all addresses together have too many, the one with the most gives way, peers that said nothing first.
/// A burst of honest clients stays: it speaks within the grace.
/// </remarks>
internal sealed class Strangers(int most)
{
    private const int MostOfAddress = 16;

    private static readonly TimeSpan s_graceOfSilent = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_graceOfSpeaking = TimeSpan.FromSeconds(3);

    // Where there is no room at all, a newcomer waits until those before it have had this much.
    private static readonly TimeSpan s_leastGrace = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();

    // The oldest first.
    private readonly LinkedList<Stranger> _all = [];

    /// <summary>Takes a connection in. Another peer's connection may be ended for it.</summary>
    public Stranger Enter(Socket socket, IPAddress address)
    {
        var stranger = new Stranger(socket, address);
        Stranger? displaced;
        lock (_gate)
        {
            while (!TryMakeRoom_NeedsLock(stranger.Address, out displaced, out TimeSpan wait))
            {
                Monitor.Wait(_gate, wait);
            }

            _all.AddLast(stranger);
        }

        displaced?.End();
        return stranger;
    }

    /// <summary>Whether a peer that has said nothing for a while is one too many of its address.</summary>
    public bool IsOneTooMany(Stranger silent)
    {
        lock (_gate)
        {
            bool isOneTooMany = !_all.Contains(silent) || _all.Count(stranger => stranger.Address == silent.Address) > MostOfAddress;
            if (isOneTooMany)
            {
                _all.Remove(silent);
                Monitor.PulseAll(_gate);
            }

            return isOneTooMany;
        }
    }

    /// <summary>It has proved itself, or is gone.</summary>
    public void Leave(Stranger stranger)
    {
        lock (_gate)
        {
            _all.Remove(stranger);
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryMakeRoom_NeedsLock(string address, out Stranger? displaced, out TimeSpan wait)
    {
        Debug.Assert(Monitor.IsEntered(_gate));
        wait = TimeSpan.Zero;
        displaced = null;
        if (_all.Count(stranger => stranger.Address == address) >= MostOfAddress)
        {
            displaced = _all.FirstOrDefault(
                stranger => stranger.Address == address && stranger.Age >= (stranger.HasSpoken ? s_graceOfSpeaking : s_graceOfSilent));
        }

        if (displaced is null && _all.Count >= most)
        {
            string fullest = _all.GroupBy(static stranger => stranger.Address).MaxBy(static group => group.Count())!.Key;
            Stranger[] candidates = [.. _all.Where(stranger => stranger.Address == fullest)];
            displaced = candidates.FirstOrDefault(static stranger => !stranger.HasSpoken) ?? candidates[0];
            wait = s_leastGrace - displaced.Age;
        }

        if (wait > TimeSpan.Zero)
        {
            return false;
        }

        if (displaced is not null)
        {
            _all.Remove(displaced);
        }

        return true;
    }
}

/// <summary>A peer that has not yet proved that it holds the secret.</summary>
internal sealed class Stranger(Socket socket, IPAddress address)
{
    // Of IPv6, a peer that has one address has all of its network.
    private const int NetworkBytes = 8;

    private readonly long _since = Stopwatch.GetTimestamp();
    private volatile bool _hasSpoken;
    private volatile bool _isDisplaced;

    /// <summary>Gets what counts as one address.</summary>
    public string Address { get; } = Of(address);

    public TimeSpan Age => Stopwatch.GetElapsedTime(_since);

    /// <summary>Gets or sets whether a byte has come.</summary>
    public bool HasSpoken
    {
        get => _hasSpoken;
        set => _hasSpoken = value;
    }

    /// <summary>Gets whether it had to make room.</summary>
    public bool IsDisplaced => _isDisplaced;

    public static string Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
        : address.MapToIPv4().ToString();

    /// <summary>Ends the connection: the thread that waits for a word on it learns that there will be none.</summary>
    public void End()
    {
        _isDisplaced = true;
        try
        {
            // Shutdown, unlike close, wakes a thread that is blocked in a read.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }
}
