using System.Net;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A server that knows the secret and our protocol, and starts nothing: it plays the workers itself, by a script.</summary>
internal sealed class HostileServer : IDisposable
{
    public const string Secret = "a secret of the hostile server";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _connections = [];
    private readonly HostileScript _script;

    public HostileServer(HostileScript script)
    {
        _script = script;
        _listener.Start();
        new Thread(Accept) { IsBackground = true, Name = "hostile server" }.Start();
    }

    /// <summary>Gets what it says as the node of the host, when a worker was asked for.</summary>
    public Action<Multiplexer> OnClient { get; init; } = static _ => { };

    public string Spec => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _listener.Stop();
        lock (_connections)
        {
            _connections.ForEach(static connection => connection.Dispose());
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                if (SecureConnection.Accept(socket, PoolCredentials.FromSecret(Secret).Secret, CancellationToken.None) is { } client)
                {
                    new Thread(() => Serve(client.Transport)) { IsBackground = true, Name = "hostile node" }.Start();
                }
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private void Serve(Transport transport)
    {
        var client = new Multiplexer(transport);
        lock (_connections)
        {
            _connections.Add(client);
        }

        HostileNode.Run(client, _script, OnClient);
    }
}
