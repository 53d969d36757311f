using System.Net;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Looks for the servers of the local network that hold the same secret.</summary>
internal sealed class ServerSearch : IDisposable
{
    // Datagrams get lost; the later ones are for servers that the first did not reach.
    private const int Queries = 3;
    private static readonly TimeSpan s_queryInterval = TimeSpan.FromMilliseconds(300);

    private static readonly EndPoint s_anybody = new IPEndPoint(IPAddress.Any, 0);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly DiscoveryKey _key;
    private readonly DiscoveryQuery _query = DiscoveryQuery.Draw();
    private readonly SearchResults _found = new();
    private byte[] _datagram = [];

    private ServerSearch(DiscoveryKey key)
    {
        _key = key;
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
        _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
    }

    /// <exception cref="PoolOpenException">This machine has no network on which to look.</exception>
    public static async Task<IReadOnlyList<FoundServer>> RunAsync(
        PoolCredentials credentials, ServerSearchOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var search = new ServerSearch(new DiscoveryKey(credentials.Secret));

            // With a written secret slow on purpose, and no part of the time for answers.
            search._datagram = await LibraryThreads.Run(() => Task.FromResult(search._query.ToBytes(search._key))).OnLibraryThreads();
            return await search.RunAsync(options, cancellationToken).OnLibraryThreads();
        }
        catch (SocketException error)
        {
            throw new PoolOpenException($"Servers cannot be looked for on the network, UDP port {options.DiscoveryPort}: {error.Message}. Check the network and firewall of this machine, or name the servers: tcp://host:port", error);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<IReadOnlyList<FoundServer>> RunAsync(ServerSearchOptions options, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Duration, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Task asking = AskAsync(new IPEndPoint(DiscoveryGroup.Address, options.DiscoveryPort), limit.Token);
        Task listening = ListenAsync(limit.Token);
        try
        {
            await (await Task.WhenAny(asking, listening).OnLibraryThreads()).OnLibraryThreads();
            await Task.WhenAll(asking, listening).OnLibraryThreads();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up. What has come, came.
        }
        finally
        {
            // The socket goes when no thread uses it any more.
            await LibraryThreads.Run(limit.Cancel).OnLibraryThreads();
            await Task.WhenAll(asking, listening).EndOnLibraryThreads();
        }

        return _found.InOrder();
    }

    private async Task AskAsync(IPEndPoint group, CancellationToken cancellationToken)
    {
        for (int number = 0; number < Queries; number++)
        {
            await Task.Delay(number == 0 ? TimeSpan.Zero : s_queryInterval, LibraryTime.Shared, cancellationToken).OnLibraryThreads();
            AskOnEveryLink(_datagram, group);
        }
    }

    /// <exception cref="SocketException">It left by no interface; this is what the last one said.</exception>
    private void AskOnEveryLink(byte[] datagram, IPEndPoint group)
    {
        bool isSent = false;
        var refusal = new SocketException((int)SocketError.NetworkDown);
        foreach (MulticastLink link in MulticastLink.FindAll())
        {
            try
            {
                // Named by its address, which then is where the query comes from: of loopback the system would take another one, and none
                // on a machine without a network.
                _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, link.Addresses[0].GetAddressBytes());
                _socket.SendTo(datagram, group);
                isSent = true;
            }
            catch (SocketException error)
            {
                refusal = error;
            }
        }

        if (!isSent)
        {
            throw refusal;
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // One byte more than an answer has: a longer datagram shows, and is not an answer.
        byte[] buffer = new byte[DiscoveryAnswer.Size + 1];
        while (true)
        {
            SocketReceiveMessageFromResult received = await _socket
                .ReceiveMessageFromAsync(buffer, SocketFlags.None, s_anybody, cancellationToken)
                .OnLibraryThreads();
            var here = new IPEndPoint(received.PacketInformation.Address, ((IPEndPoint)_socket.LocalEndPoint!).Port);
            var route = new DiscoveryRoute((IPEndPoint)received.RemoteEndPoint, here);
            if (DiscoveryAnswer.TryRead(buffer.AsSpan(0, received.ReceivedBytes), _query, route, _key, out DiscoveryAnswer answer))
            {
                _found.Add(answer.Server, new FoundServer(new IPEndPoint(((IPEndPoint)received.RemoteEndPoint).Address, answer.Port), answer.Workers));
            }
        }
    }
}
