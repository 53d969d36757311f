using System.Net;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Somebody who answers those who look for servers as he likes.</summary>
internal sealed class Impostor : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly DiscoveryKey _key;
    private readonly Func<DiscoveryQuery, DiscoveryRoute, IEnumerable<byte[]>> _answers;
    private readonly Task _answering;

    public Impostor(int port, DiscoveryKey key, Func<DiscoveryQuery, DiscoveryRoute, IEnumerable<byte[]>> answers)
    {
        _key = key;
        _answers = answers;
        _socket.Bind(new IPEndPoint(IPAddress.Any, port));
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(DiscoveryGroup.Address, IPAddress.Loopback));
        _answering = Task.Run(AnswerAsync);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _answering.Soon().GetAwaiter().GetResult();
    }

    private async Task AnswerAsync()
    {
        byte[] buffer = new byte[2048];
        while (true)
        {
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                Assert.True(DiscoveryQuery.TryRead(buffer.AsSpan(0, received.ReceivedBytes), _key, out DiscoveryQuery query));
                var route = new DiscoveryRoute(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)_socket.LocalEndPoint!).Port), (IPEndPoint)received.RemoteEndPoint);
                foreach (byte[] answer in _answers(query, route))
                {
                    await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
                return;
            }
        }
    }
}
