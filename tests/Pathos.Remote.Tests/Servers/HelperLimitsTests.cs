using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>How many machines a server takes, and how many sessions such a machine opens at a time.</summary>
public sealed class HelperLimitsTests : IDisposable
{
    private const int MostOpening = 64;

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of very many machines");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TryListen_MoreMachinesThanAServerTakes_TheNextIsToldWhyUntilOneHasGone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var helpers = new ServerHelpers(NullLogger.Instance);
        List<Transport> machines = [];
        int ended = 0;
        for (int number = 0; number < Bounds.Helpers; number++)
        {
            (Transport server, Transport machine) = await JoinAsync(listener);
            machines.Add(machine);

            // Who says nothing is let go.
            new FrameConnection(machine, FrameLimits.Control).Send(new Message(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "lab", 1)));
            Assert.Null(helpers.TryListen("a machine", server, () => Interlocked.Increment(ref ended)));
        }

        (Transport refused, Transport next) = await JoinAsync(listener);
        string? why = helpers.TryListen("one more", refused, () => Interlocked.Increment(ref ended));

        Assert.Contains("1024 machines", why, StringComparison.Ordinal);
        Assert.Equal(1, Volatile.Read(ref ended));
        machines[0].Close();
        await FileGate.PollAsync(() => Volatile.Read(ref ended) == 2, "the end of a machine");
        Assert.Null(helpers.TryListen("one more", refused, () => Interlocked.Increment(ref ended)));
        await helpers.DisposeAsync().Soon();
        await FileGate.PollAsync(() => Volatile.Read(ref ended) == Bounds.Helpers + 2, "the end of all machines");
        machines.ForEach(static machine => machine.Close());
        next.Close();
    }

    [Fact]
    public async Task Machine_IsAskedForMoreSessionsThanItOpensAtATime_OpensThoseAndLaterOthers()
    {
        using var server = new SilentServer(s_credentials);
        using var stop = new CancellationTokenSource();
        Task helping = PoolHelper.RunAsync(server.Address, s_credentials, new PoolHelperOptions { Workers = 1, CacheFolder = _folder.Path }, stop.Token);
        using FrameConnection control = await server.MachineAsync();
        Assert.True(control.Reader.TryRead(out Frame ready));
        Assert.Equal(MessageKind.HelperReady, ready.Kind);

        for (int number = 0; number < 3 * MostOpening; number++)
        {
            control.Send(new Message(MessageKind.OpenSession, 0, new OpenSession(Guid.NewGuid(), "a pool")));
        }

        await FileGate.PollAsync(() => server.Opening >= MostOpening, "the sessions that it opens");

        // Each has failed by now, and gives way to the next that is asked for.
        server.EndSessions();
        int opened = server.Opening;
        while (server.Opening == opened)
        {
            control.Send(new Message(MessageKind.OpenSession, 0, new OpenSession(Guid.NewGuid(), "a pool")));
            await Task.Delay(TestTimeouts.Quiet);
        }

        Assert.InRange(server.Opening, MostOpening + 1, 2 * MostOpening);
        await stop.CancelAsync();
        await helping.Soon();
    }

    private static async Task<(Transport Server, Transport Machine)> JoinAsync(TcpListener listener)
    {
        var machine = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task<Socket> accepted = listener.AcceptSocketAsync();
        await machine.ConnectAsync(listener.LocalEndpoint);
        return (new SocketTransport(await accepted.Soon()), new SocketTransport(machine));
    }

    /// <summary>A server that lets the first one in who comes, and says nothing to those that come later.</summary>
    private sealed class SilentServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource<FrameConnection> _machine = new();
        private readonly List<Socket> _sessions = [];
        private readonly Task _accepting;
        private int _opening;

        public SilentServer(PoolCredentials credentials)
        {
            _listener.Start(MostOpening * 4);
            _accepting = Task.Run(() => Accept(credentials));
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        public int Opening => Volatile.Read(ref _opening);

        public Task<FrameConnection> MachineAsync() => _machine.Task.Soon();

        public void EndSessions()
        {
            lock (_sessions)
            {
                _sessions.ForEach(static session => session.Dispose());
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _accepting.Soon().GetAwaiter().GetResult();
            EndSessions();
        }

        private void Accept(PoolCredentials credentials)
        {
            try
            {
                Admission machine = SecureConnection.Accept(_listener.AcceptSocket(), credentials.Secret, CancellationToken.None)!.Value;
                _machine.SetResult(new FrameConnection(machine.Transport, FrameLimits.Trusted));
                while (true)
                {
                    Socket session = _listener.AcceptSocket();
                    lock (_sessions)
                    {
                        _sessions.Add(session);
                    }

                    Interlocked.Increment(ref _opening);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
