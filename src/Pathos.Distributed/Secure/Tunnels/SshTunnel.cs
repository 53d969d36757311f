using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pathos.Distributed;

namespace Pathos;

/// <summary>A port of this machine that leads to a port of another host, encrypted, through the system's SSH client. It connects again
/// when it broke. Disposing ends it.</summary>
/// <remarks>
/// Only programs of this machine can connect, at 127.0.0.1, and all of its users can. The port is listened on here from the beginning to
/// the end, also while the connection is broken. Another program cannot get it in between. A program that connects then waits for the
/// tunnel, as long as connecting may take.
/// </remarks>
public sealed class SshTunnel : IAsyncDisposable
{
    // The client makes its socket a moment before it listens on it.
    private const int ConnectTries = 20;
    private static readonly TimeSpan s_connectPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);

    private readonly SshHost _gate;
    private readonly string _target;
    private readonly SshTunnelOptions _options;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _relays = [];
    private TaskCompletionSource<TunnelClient> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;
    private Task _keeping = Task.CompletedTask;

    private SshTunnel(SshHost gate, string host, int port, string? through, SshTunnelOptions options)
    {
        _gate = gate;
        _options = options;
        Host = host;
        Port = port;
        Through = through;
        string name = through is null ? "localhost" : SshHost.Parse(host).Name;
        _target = string.Create(
            CultureInfo.InvariantCulture, $"{(name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name)}:{port}");
        _listener = new TcpListener(IPAddress.Loopback, options.LocalPort);
        try
        {
            _listener.Start();
        }
        catch (SocketException error)
        {
            _listener.Dispose();
            throw new IOException($"Port {options.LocalPort} of this machine cannot be listened on: {error.Message}. Leave SshTunnelOptions.LocalPort at 0 to get one that is free.", error);
        }
    }

    /// <summary>Gets the host that the tunnel leads to, as it was named by the caller.</summary>
    public string Host { get; }

    /// <summary>Gets the port there.</summary>
    public int Port { get; }

    /// <summary>Gets the host that connections are passed on by; null when it is <see cref="Host"/> itself.</summary>
    public string? Through { get; }

    /// <summary>Gets the port of this machine, at 127.0.0.1, that leads into the tunnel. It stays the same when the tunnel connects
    /// again.</summary>
    public int LocalPort => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Gets whether the tunnel is connected. It may have broken and not be noticed yet.</summary>
    public bool IsUp => Up.IsCompletedSuccessfully;

    /// <summary>Gets the last thing that went wrong: why the tunnel broke or does not connect again, or why a connection through it was
    /// closed, as when nothing listens at its end. Null when nothing did.</summary>
    public SshException? LastError { get; private set; }

    private Task<TunnelClient> Up
    {
        get
        {
            lock (_lock)
            {
                return _up.Task;
            }
        }
    }

    /// <summary>Opens a tunnel, and waits until it is connected.</summary>
    /// <param name="host">The host that it leads to, <c>[user@]host[:port]</c>; a name alone when it is reached through another one, as
    /// that knows it.</param>
    /// <param name="port">The port there. Nothing needs to listen on it yet.</param>
    /// <param name="through">The host that passes connections on, <c>[user@]host[:port]</c>, as a jump host does; null for the host
    /// itself, where the port may be a local one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tunnel, to be disposed.</returns>
    /// <exception cref="HostSpecException">A host is not well formed.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="IOException">The local port of the options is taken, or others could exchange what is made in the folder for
    /// temporary files.</exception>
    public static async Task<SshTunnel> OpenAsync(
        string host, int port, string? through = null, SshTunnelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        SshHost target = SshHost.Parse(host);
        if (through is not null && target is not { User: null, Port: null })
        {
            throw new ArgumentException(
                $"A host that is reached through {through} is a name alone, and not '{host}': nobody logs in there.", nameof(host));
        }

        var tunnel = new SshTunnel(
            through is null ? target : SshHost.Parse(through), host, port, through, options ?? new SshTunnelOptions());
        try
        {
            TunnelClient client = await tunnel.ConnectAsync(cancellationToken).ConfigureAwait(false);
            tunnel._keeping = tunnel.KeepAsync(client);
            tunnel._accepting = tunnel.AcceptAsync();
            return tunnel;
        }
        catch
        {
            await tunnel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until the tunnel is connected, which it is already unless it broke.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when it is.</returns>
    /// <exception cref="ObjectDisposedException">The tunnel was disposed.</exception>
    public Task WaitUpAsync(CancellationToken cancellationToken = default) => Up.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _keeping.ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        Task[] relays;
        lock (_lock)
        {
            relays = [.. _relays];
            var disposed = new ObjectDisposedException(nameof(SshTunnel));

            // For the callers that wait, and the callers that come later; there need be neither.
            _up.TrySetException(disposed);
            _ = _up.Task.Exception;
            _up = new TaskCompletionSource<TunnelClient>();
            _up.SetException(disposed);
            _ = _up.Task.Exception;
        }

        await Task.WhenAll(relays).ConfigureAwait(false);
    }

    private async Task<TunnelClient> ConnectAsync(CancellationToken cancellationToken)
    {
        TunnelClient client = await TunnelClient.StartAsync(
            _gate, _options.Ssh, _target, OnFailedConnection, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _up.TrySetResult(client);
        }

        return client;
    }

    private void OnFailedConnection(string said) =>
        LastError = SshFailure.NotForwarded(_gate, Through is null ? $"port {Port}" : _target, said);

    private async Task KeepAsync(TunnelClient client)
    {
        try
        {
            while (true)
            {
                await using (client.ConfigureAwait(false))
                {
                    SshException why = await client.Ended.WaitAsync(_ending.Token).ConfigureAwait(false);
                    lock (_lock)
                    {
                        _up = new TaskCompletionSource<TunnelClient>(TaskCreationOptions.RunContinuationsAsynchronously);
                        LastError = why;
                    }
                }

                client = await ReconnectAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed. A client that runs was disposed on the way out.
        }
    }

    private async Task<TunnelClient> ReconnectAsync()
    {
        for (TimeSpan delay = TimeSpan.Zero; ; delay = Longer(delay))
        {
            await Task.Delay(delay, _ending.Token).ConfigureAwait(false);
            try
            {
                return await ConnectAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (SshException error)
            {
                LastError = error;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
            {
                // This machine has no room for the client's files, say, and may have it later.
                LastError = SshFailure.NotPrepared(_gate, error);
            }
        }

        TimeSpan Longer(TimeSpan delay) => delay == TimeSpan.Zero
            ? TimeSpan.FromTicks(Math.Min(s_firstDelay.Ticks, _options.MaxReconnectDelay.Ticks))
            : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _options.MaxReconnectDelay.Ticks));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket accepted;
            try
            {
                accepted = await _listener.AcceptSocketAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or InvalidOperationException)
            {
                // Disposed while it waited, or since the last connection came: then the listener does not listen any more.
                return;
            }
            catch (SocketException)
            {
                // Who connected was gone before it was accepted, or descriptors ran out for now.
                await Task.Delay(s_connectPause, CancellationToken.None).ConfigureAwait(false);
                continue;
            }

            Task relay = RelayAsync(accepted);
            lock (_lock)
            {
                _relays.Add(relay);
            }

            _ = relay.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Forget(Task relay)
    {
        lock (_lock)
        {
            _relays.Remove(relay);
        }
    }

    private async Task RelayAsync(Socket accepted)
    {
        using Socket local = accepted;
        local.NoDelay = true;
        try
        {
            using Socket remote = await EnterAsync().ConfigureAwait(false);
            await TunnelRelay.RunAsync(local, remote, _ending.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Not connected, for the reason in LastError, or disposed: who connected sees the connection close.
        }
    }

    private async Task<Socket> EnterAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            TunnelClient client = await Up.WaitAsync(_options.Ssh.ConnectTimeout, _ending.Token).ConfigureAwait(false);
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(client.Socket), _ending.Token).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException) when (attempt < ConnectTries)
            {
                // The client does not listen yet, or has just ended, which is noticed at once.
                socket.Dispose();
                await Task.Delay(s_connectPause, _ending.Token).ConfigureAwait(false);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
