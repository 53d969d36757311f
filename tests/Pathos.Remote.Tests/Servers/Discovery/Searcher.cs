using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Somebody who sends datagrams to the group of those who look for servers, and sees what comes back.</summary>
internal sealed class Searcher : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _group;

    /// <param name="port">Where servers listen for those who look for them.</param>
    /// <param name="from">An address of the interface by which it sends.</param>
    public Searcher(int port, IPAddress from)
    {
        _group = new IPEndPoint(DiscoveryGroup.Address, port);
        _socket.Bind(new IPEndPoint(from, 0));
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, from.GetAddressBytes());
    }

    /// <summary>Gets the addresses of this machine's interfaces other than loopback.</summary>
    public static IReadOnlyList<IPAddress> AddressesOfOtherLinks => [.. NetworkInterface.GetAllNetworkInterfaces()
        .Where(static link => link is { NetworkInterfaceType: not NetworkInterfaceType.Loopback, OperationalStatus: OperationalStatus.Up, SupportsMulticast: true })
        .SelectMany(static link => link.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .Where(static address => address.AddressFamily == AddressFamily.InterNetwork)];

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public void Send(byte[] datagram) => _socket.SendTo(datagram, _group);

    /// <summary>Gets the way that the answer came which was received last.</summary>
    public DiscoveryRoute Route { get; private set; }

    public async Task<byte[]> ReceiveAsync()
    {
        byte[] buffer = new byte[2048];
        SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0)).Soon();
        Route = new DiscoveryRoute((IPEndPoint)received.RemoteEndPoint, (IPEndPoint)_socket.LocalEndPoint!);
        return buffer[..received.ReceivedBytes];
    }

    /// <summary>Takes what has come, without waiting.</summary>
    public IEnumerable<byte[]> TakeAll()
    {
        while (_socket.Available > 0)
        {
            byte[] buffer = new byte[2048];
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            int received = _socket.ReceiveFrom(buffer, ref from);
            Route = new DiscoveryRoute((IPEndPoint)from, (IPEndPoint)_socket.LocalEndPoint!);
            yield return buffer[..received];
        }
    }

    public void Dispose() => _socket.Dispose();
}
