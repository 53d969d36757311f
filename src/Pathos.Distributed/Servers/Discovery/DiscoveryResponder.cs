using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Answers processes that hold the secret and look for servers, on behalf of one server.</summary>
/// <remarks>
/// A query counts where it came by an interface that leads to the address at which the server listens. The answer leaves from that
/// address: a process that gets it can connect there. What is not a query of a process with the secret is passed over in silence. A
/// process that repeats a good query it heard gets three answers, less those that were given already. All go to where the query says that
/// it comes from.
/// </remarks>
internal sealed partial class DiscoveryResponder : IDisposable
{
    private const int StackSize = 256 << 10;

    // A search sends three queries by each interface; this leaves room for dozens of searches a second.
    private const int AnswersAtOnce = 200;
    private static readonly TimeSpan s_answerInterval = TimeSpan.FromMilliseconds(5);

    // A stranger can let a server with a written secret derive a key by any datagram. So it does that this often, and finds those whom it
    // knows in any case.
    private const int DerivationsAtOnce = 8;
    private static readonly TimeSpan s_derivationInterval = TimeSpan.FromMilliseconds(500);

    // Closing the socket wakes the thread that reads it at once. The bound is for systems where it would not.
    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly IPAddress _listening;
    private readonly DiscoveryAnswer _answer;
    private readonly DiscoveryKey _key;
    private readonly ILogger _logger;
    private readonly TokenBucket _allowed = new(AnswersAtOnce, s_answerInterval, TimeProvider.System);
    private readonly AnsweredQuestions _answered = new();
    private readonly Socket _queries;
    private readonly Socket _answers;

    // The interfaces that were joined, by number. Guarded by the lock: the system tells of new ones on a thread of its own.
    private readonly HashSet<int> _joined = [];
    private readonly Thread _answering;
    private bool _isDisposed;

    private DiscoveryResponder(IPEndPoint listening, int port, int workers, DiscoveryKey key, ILogger logger)
    {
        Port = port;
        _listening = listening.Address;
        _answer = new DiscoveryAnswer(Guid.NewGuid(), (ushort)listening.Port, workers);
        _key = key;
        _logger = logger;

        // Bound to the group, the socket gets nothing that was sent to this machine itself. Windows binds to addresses of the machine only.
        _queries = Bind(
            new IPEndPoint(OperatingSystem.IsWindows() || _listening.Equals(IPAddress.Any) ? IPAddress.Any : DiscoveryGroup.Address, port));
        try
        {
            // An answer comes from the address that a client shall connect to; where the server listens at all of them, the system takes
            // the one that is nearest to who asks.
            _answers = _listening.Equals(IPAddress.Any) ? _queries : Bind(new IPEndPoint(_listening, port));
            JoinNewLinks();
            NetworkChange.NetworkAddressChanged += OnAddressChanged;
        }
        catch
        {
            _answers?.Dispose();
            _queries.Dispose();
            throw;
        }

        // Of its own: the program's thread pool may be blocked, and the server is found all the same.
        _answering = new Thread(Answer, StackSize) { IsBackground = true, Name = "pathos discovery" };
        _answering.UnsafeStart();
    }

    public int Port { get; }

    /// <summary>Makes the key of a server.</summary>
    public static DiscoveryKey KeyOf(PoolCredentials credentials) =>
        new(credentials.Secret, new TokenBucket(DerivationsAtOnce, s_derivationInterval, TimeProvider.System).TryTake);

    /// <summary>Begins to answer; null where that cannot be, and then the log says why.</summary>
    /// <param name="listening">Where the server listens.</param>
    /// <param name="port">The UDP port for queries.</param>
    /// <param name="workers">What is told of the server.</param>
    /// <param name="key">Whose queries are answered.</param>
    /// <param name="logger">Where it writes; null for nowhere.</param>
    public static DiscoveryResponder? TryStart(IPEndPoint listening, int port, int workers, DiscoveryKey key, ILogger? logger)
    {
        logger ??= NullLogger.Instance;
        if (listening.AddressFamily != AddressFamily.InterNetwork)
        {
            LogNotFound(logger, null, port, "it listens at an IPv6 address only, and servers are looked for by IPv4");
            return null;
        }

        try
        {
            return new DiscoveryResponder(listening, port, workers, key, logger);
        }
        catch (Exception error) when (error is SocketException or NetworkInformationException)
        {
            LogNotFound(logger, error, port, error.Message);
            return null;
        }
    }

    /// <summary>Answers no more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        _queries.Dispose();
        _answering.Join(s_endBound);
        _answers.Dispose();
    }

    /// <summary>Shares the port with the other servers of this machine: each gets every multicast.</summary>
    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Answer()
    {
        // One byte more than a query has: a longer datagram shows, and is not a query.
        byte[] buffer = new byte[DiscoveryQuery.Size + 1];
        try
        {
            while (true)
            {
                SocketFlags flags = SocketFlags.None;
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int length = Receive(buffer, ref flags, ref from, out IPPacketInformation packet);
                Take(buffer.AsSpan(0, length), packet, from);
            }
        }
        catch (Exception error)
        {
            // A thread of its own, where an exception would end the server. Most often the socket was closed because this ends.
            if (!IsDisposed())
            {
                LogNotFound(_logger, error, Port, error.Message);
            }
        }
    }

    /// <summary>Waits for the next datagram. One that is longer than the buffer comes cut, as on other systems.</summary>
    private int Receive(byte[] buffer, ref SocketFlags flags, ref EndPoint from, out IPPacketInformation packet)
    {
        packet = default;
        try
        {
            return _queries.ReceiveMessageFrom(buffer, 0, buffer.Length, ref flags, ref from, out packet);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.MessageSize)
        {
            return buffer.Length;
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, IPPacketInformation packet, EndPoint from)
    {
        if (packet.Address?.Equals(DiscoveryGroup.Address) != true
            || !IsJoined(packet.Interface)
            || !DiscoveryQuery.TryRead(datagram, _key, out DiscoveryQuery query)
            || !_allowed.TryTake()
            || !_answered.MayAnswer(query))
        {
            LogNoQuery(_logger, from);
            return;
        }

        try
        {
            var asker = (IPEndPoint)from;
            _answers.SendTo(_answer.ToBytes(query, new DiscoveryRoute(new IPEndPoint(SourceFor(asker), Port), asker), _key), from);
        }
        catch (SocketException error)
        {
            // The process that asked cannot be reached, or gave a false address. The next one may be reached.
            LogNoAnswer(_logger, error, from);
        }
    }

    /// <summary>The address that an answer comes from: where the server listens everywhere, the one that the system takes for this
    /// asker.</summary>
    private IPAddress SourceFor(IPEndPoint asker)
    {
        if (!_listening.Equals(IPAddress.Any))
        {
            return _listening;
        }

        // Connecting a datagram socket sends nothing; the system only chooses.
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Connect(asker);
        return ((IPEndPoint)probe.LocalEndPoint!).Address;
    }

    private bool IsDisposed()
    {
        lock (_gate)
        {
            return _isDisposed;
        }
    }

    private bool IsJoined(int link)
    {
        lock (_gate)
        {
            return _joined.Contains(link);
        }
    }

    /// <summary>A server may be started before the network is there.</summary>
    private void OnAddressChanged(object? sender, EventArgs e)
    {
        try
        {
            JoinNewLinks();
        }
        catch (Exception error) when (error is SocketException or NetworkInformationException)
        {
            LogNotFound(_logger, error, Port, error.Message);
        }
    }

    /// <exception cref="SocketException">None can be joined.</exception>
    private void JoinNewLinks()
    {
        IReadOnlyList<MulticastLink> links = MulticastLink.FindAll();
        List<(MulticastLink Link, SocketException Error)> refusals = [];
        bool isAnyJoined;
        lock (_gate)
        {
            // One that is made anew has a new number; the old one went with its membership.
            _joined.IntersectWith(links.Select(static link => link.Index));
            foreach (MulticastLink link in links.Where(link => !_isDisposed && link.LeadsTo(_listening) && !_joined.Contains(link.Index)))
            {
                try
                {
                    _queries.SetSocketOption(
                        SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(DiscoveryGroup.Address, link.Index));
                    _joined.Add(link.Index);
                }
                catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    // It was away for a while, without its number and the membership being lost.
                    _joined.Add(link.Index);
                }
                catch (SocketException error)
                {
                    refusals.Add((link, error));
                }
            }

            isAnyJoined = _joined.Count > 0;
        }

        foreach ((MulticastLink link, SocketException error) in refusals)
        {
            if (!isAnyJoined)
            {
                throw error;
            }

            LogNotJoined(_logger, error, link.Addresses[0]);
        }
    }

    [LoggerMessage(35, LogLevel.Warning, "The server serves, and cannot be found on the network at UDP port {Port}: {Reason}. Clients have to name it.")]
    private static partial void LogNotFound(ILogger logger, Exception? error, int port, string reason);

    [LoggerMessage(38, LogLevel.Warning, "The server serves, and cannot be found from the network of {Address}: the group of those who look for servers cannot be joined there.")]
    private static partial void LogNotJoined(ILogger logger, Exception error, IPAddress address);

    [LoggerMessage(36, LogLevel.Debug, "What came from {Address} was no query of somebody with the secret, or one too many; it got no answer.")]
    private static partial void LogNoQuery(ILogger logger, EndPoint address);

    [LoggerMessage(37, LogLevel.Debug, "{Address} looked for servers and could not be answered.")]
    private static partial void LogNoAnswer(ILogger logger, Exception error, EndPoint address);
}
