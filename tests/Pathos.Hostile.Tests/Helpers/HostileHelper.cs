using System.Net;
using System.Security.Authentication;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A machine that holds the secret and offers to work for a server, and says to it, and to the pools that come by way of it, what a test wants.</summary>
internal sealed class HostileHelper : IDisposable
{
    private readonly List<IDisposable> _connections = [];
    private readonly TaskCompletionSource<string> _refusal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ServerAddress _server;
    private readonly PoolCredentials _credentials;
    private readonly FrameConnection _control;
    private bool _isDisposed;

    private HostileHelper(ServerAddress server, PoolCredentials credentials, Transport control)
    {
        _server = server;
        _credentials = credentials;
        _control = new FrameConnection(control, FrameLimits.Control);
        Keep(_control);
    }

    /// <summary>Gets what it does when the server asks for a session of a pool. It plays a node of hostile workers, by default.</summary>
    public Action<OpenSession> OnSession { get; private set; } = static _ => { };

    /// <summary>Gets why the server sent it away.</summary>
    public Task<string> Refusal => _refusal.Task;

    /// <summary>Gets the end of its connection to the server.</summary>
    public Task Ended => _ended.Task;

    public static Task<HostileHelper> ConnectAsync(IPEndPoint server, PoolCredentials credentials) => ConnectAsync(server, credentials, new HostileScript());

    public static async Task<HostileHelper> ConnectAsync(
        IPEndPoint server, PoolCredentials credentials, HostileScript script, Action<Multiplexer>? onWorker = null, Func<HostileHelper, OpenSession, Task>? onSession = null)
    {
        var address = new ServerAddress("127.0.0.1", server.Port);
        var helper = new HostileHelper(address, credentials, await address.ConnectAsync(credentials, new Greeting(ConnectionPurpose.Helper, Guid.Empty), CancellationToken.None));
        helper.OnSession = onSession is not null
            ? session => _ = onSession(helper, session)
            : session => _ = helper.PlayAsync(session, script, onWorker ?? (static _ => { }));
        new Thread(helper.Hear) { IsBackground = true, Name = "hostile helper" }.Start();
        return helper;
    }

    /// <summary>Offers its workers, and returns when the server counts it among its machines.</summary>
    public async Task<HostileHelper> JoinAsync(PoolServer server, string name = "hostile", int workers = 1)
    {
        int before = server.GetHelpers().Count;
        Say(MessageKind.HelperReady, new HelperReady(Protocol.Version, Environment.Version.ToString(), name, workers));
        await Task.Run(() => SpinWait.SpinUntil(() => server.GetHelpers().Count > before, TestTimeouts.Unexpected));
        return this;
    }

    /// <summary>Says something to the server. Never fails: it may have been sent away.</summary>
    public void Say(MessageKind kind, MessageFields fields) => _control.Send(new Message(kind, 0, fields));

    /// <summary>Brings a connection for a ticket.</summary>
    public async Task<Transport> BringAsync(Guid ticket)
    {
        Transport session = await _server.ConnectAsync(_credentials, new Greeting(ConnectionPurpose.HelperSession, ticket), CancellationToken.None);
        Keep(session);
        return session;
    }

    public void Dispose()
    {
        IDisposable[] connections;
        lock (_connections)
        {
            _isDisposed = true;
            connections = [.. _connections];
        }

        Array.ForEach(connections, static connection => connection.Dispose());
    }

    private async Task PlayAsync(OpenSession session, HostileScript script, Action<Multiplexer> onWorker)
    {
        try
        {
            var pool = new Multiplexer(await BringAsync(session.Ticket));
            Keep(pool);
            new Thread(() => HostileNode.Run(pool, script, onWorker)) { IsBackground = true, Name = "hostile node" }.Start();
        }
        catch (Exception error) when (error is PoolOpenException or AuthenticationException or IOException or ObjectDisposedException)
        {
            // The server has ended, or the test has.
        }
    }

    private void Keep(IDisposable connection)
    {
        lock (_connections)
        {
            if (!_isDisposed)
            {
                _connections.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    private void Hear()
    {
        try
        {
            while (_control.Reader.TryRead(out Frame frame))
            {
                if (frame.Kind == MessageKind.OpenSession)
                {
                    OnSession(OpenSession.Read(frame.Body.Span));
                }
                else if (frame.Kind == MessageKind.ServerRefused)
                {
                    _refusal.TrySetResult(ServerRefused.Read(frame.Body.Span).Reason);
                }
            }
        }
        catch (Exception error) when (error is TransportClosedException or InvalidDataException or IOException)
        {
            // The end.
        }

        _ended.TrySetResult();
    }
}
