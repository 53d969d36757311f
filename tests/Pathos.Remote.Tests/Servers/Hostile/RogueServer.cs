using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>A server that holds the secret, lets everybody in, and then says what a test wants it to say.</summary>
internal sealed class RogueServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Transport> _connections = [];
    private readonly PoolCredentials _credentials;
    private readonly Action<Transport> _speak;
    private readonly Task _accepting;

    /// <param name="credentials">The secret.</param>
    /// <param name="speak">What is said on each connection, on a thread of its own. The connection stays open afterwards.</param>
    public RogueServer(PoolCredentials credentials, Action<FrameConnection> speak)
        : this(credentials, (Transport transport) => speak(new FrameConnection(transport, FrameLimits.Trusted)))
    {
    }

    /// <inheritdoc cref="RogueServer(PoolCredentials, Action{FrameConnection})"/>
    public RogueServer(PoolCredentials credentials, Action<Transport> speak)
    {
        _credentials = credentials;
        _speak = speak;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = _listener.LocalEndPoint!.ToString()!;
        _accepting = Task.Factory.StartNew(Accept, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Address { get; }

    /// <summary>Gets the machines that pools asked for by way of this server.</summary>
    public ConcurrentQueue<Guid> Tickets { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        lock (_connections)
        {
            _connections.ForEach(static connection => connection.Close());
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "rogue server" }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket)
    {
        if (SecureConnection.Accept(socket, _credentials.Secret, CancellationToken.None) is not { } admitted)
        {
            return;
        }

        Tickets.Enqueue(admitted.Greeting.Ticket);
        lock (_connections)
        {
            _connections.Add(admitted.Transport);
        }

        _speak(admitted.Transport);
    }
}
