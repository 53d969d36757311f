using System.Globalization;
using System.Text;
using Pathos.Distributed;
using Pathos.Launching;

namespace Pathos;

/// <summary>A pool server on another host, started by SSH with nothing installed there, and a port of this machine that leads to it.
/// Disposing ends it, with its workers.</summary>
/// <remarks>
/// The server listens on its host's loopback only. Its life hangs on the connection that started it: it ends with this object, with this
/// process, and with the connection, and leaves nothing but its cache.
/// The secret goes to it over that connection, and never stands in an argument, an environment or a file there.
/// </remarks>
public sealed class RemoteServer : IAsyncDisposable
{
    // What the server needs to end its workers, once it sees that its input has ended.
    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(8);

    private readonly NodeSession _session;
    private readonly SshTunnel _tunnel;
    private readonly ITimer _pulse;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _over;
    private bool _isEnding;

    private RemoteServer(string host, NodeSession session, SshTunnel tunnel, int workers)
    {
        Host = host;
        Workers = workers;
        _session = session;
        _tunnel = tunnel;
        _pulse = LibraryTime.Shared.CreateTimer(_ => Beat(), null, ShippedServer.Pulse, ShippedServer.Pulse);
        _over = WatchAsync();
    }

    /// <summary>Gets the host, as it was named by the caller.</summary>
    public string Host { get; }

    /// <summary>Gets how many tasks it runs at a time.</summary>
    public int Workers { get; }

    /// <summary>Gets the port of this machine that leads to it.</summary>
    public int LocalPort => _tunnel.LocalPort;

    /// <summary>Gets the port that it listens on, on its host.</summary>
    public int Port => _tunnel.Port;

    /// <summary>Gets how pools of this machine name it: <c>tcp://127.0.0.1:port</c>. They need the same secret.</summary>
    public string LocalAddress => string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{LocalPort}");

    /// <summary>Gets its end: done after <see cref="DisposeAsync"/>; failed, with a <see cref="RemoteServerException"/> or
    /// <see cref="SshException"/>, when it or the connection to it ended before.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a server.</summary>
    /// <param name="host">Where: <c>[user@]host[:port]</c>, or a name of the user's registry.</param>
    /// <param name="credentials">The secret that its clients must hold too.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server; it listens, and its local port leads to it.</returns>
    /// <exception cref="HostSpecException">The host is not well formed.</exception>
    /// <exception cref="HostRegistryException">The user's file of hosts cannot be read.</exception>
    /// <exception cref="PoolOpenException">The host cannot be reached or used; the message says why and what to do.</exception>
    /// <exception cref="IOException">The local port cannot be listened on.</exception>
    public static async Task<RemoteServer> StartAsync(
        string host, PoolCredentials credentials, RemoteServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        options ??= new RemoteServerOptions();
        WorkerCounts.Check(options.Workers, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Port, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, ushort.MaxValue, nameof(options));
        var place = SshPlace.Of(host, options.Hosts ?? HostRegistry.Load());
        return await HostStart.RunAsync(HostSetup.OfServer(place, options), (session, limit) => OpenAsync(host, place, credentials, options, session, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            CloseInput();
        }

        await _over.WaitAsync(s_endBound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _session.Dispose();
        await _over.ConfigureAwait(false);
    }

    private static async Task<RemoteServer> OpenAsync(string host, SshPlace place, PoolCredentials credentials, RemoteServerOptions options, NodeSession session, CancellationToken cancellationToken)
    {
        int? workers = options.Workers ?? place.Workers;
        byte[] wish = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{credentials.Text}\n{options.Port}\n{workers}\n"));
        string[] words;
        try
        {
            await session.Output.WriteAsync(wish, cancellationToken).ConfigureAwait(false);
            await session.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            words = (await StartLine.ReadAsync(session.Input, cancellationToken).ConfigureAwait(false)).Split(' ', 3);
        }
        catch (IOException)
        {
            // It ended before it took all: how is told by its end.
            words = [];
        }
        catch (InvalidDataException error)
        {
            SshException strange = SshFailure.NotUnderstood(place.Host, error.Message);
            throw new PoolOpenException($"No server starts on {place.Host}: {strange.Message}", strange);
        }

        if (words is not [ShippedServer.Listening, var port, var count])
        {
            cancellationToken.ThrowIfCancellationRequested();
            string why = words is [ShippedServer.Failed, ..]
                ? HostWords.Show(string.Join(' ', words[1..]))
                : (await session.DescribeEndAsync().ConfigureAwait(false)).Message;
            throw new PoolOpenException($"No server starts on {place.Host}: {why}");
        }

        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int listening) || listening is < 1 or > ushort.MaxValue
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int running)
            || running is < 1 or > WorkerCounts.Most)
        {
            SshException strange = SshFailure.NotUnderstood(place.Host, string.Join(' ', words));
            throw new PoolOpenException($"No server starts on {place.Host}: {strange.Message}", strange);
        }

        SshTunnel tunnel;
        try
        {
            tunnel = await SshTunnel.OpenAsync(
                place.Host.ToString(), listening, through: null, new SshTunnelOptions { Ssh = options.Ssh, LocalPort = options.LocalPort },
                cancellationToken).ConfigureAwait(false);
        }
        catch (SshException error)
        {
            throw new PoolOpenException(error.Message, error);
        }

        return new RemoteServer(host, session, tunnel, running);
    }

    /// <summary>Says that this process is there. A host that nothing is heard of, behind a network that was cut, ends its server by
    /// itself.</summary>
    private void Beat()
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return;
            }

            try
            {
                _session.Output.WriteByte((byte)'\n');
                _session.Output.Flush();
            }
            catch (IOException)
            {
                // The connection has ended, which is noticed by who reads it.
            }
        }
    }

    private void CloseInput()
    {
        try
        {
            _session.Output.Dispose();
        }
        catch (IOException)
        {
            // It had ended already.
        }
    }

    /// <summary>Waits for the end of the session, and ends what belongs to it. Never fails.</summary>
    private async Task WatchAsync()
    {
        await ReadToEndAsync().ConfigureAwait(false);
        bool wasAsked;
        lock (_gate)
        {
            wasAsked = _isEnding;
            _isEnding = true;
        }

        Exception? why = wasAsked ? null : await _session.DescribeEndAsync().ConfigureAwait(false);
        await _pulse.DisposeAsync().ConfigureAwait(false);
        await _tunnel.DisposeAsync().ConfigureAwait(false);
        _session.Dispose();
        if (why is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            // Of a program that was killed the client knows as little to say as of nothing; of a connection that broke it tells.
            bool isOfConnection = why is SshException { Reason: not (SshFailureReason.Unknown or SshFailureReason.ShellFailed) };
            _ended.TrySetException(isOfConnection ? why : new RemoteServerException(Host, $"The server on {Host} has ended, and nobody here had asked it to. {_session.LastWords()}".TrimEnd(), why));

            // Callers need not look at the error.
            _ = _ended.Task.Exception;
        }
    }

    private async Task ReadToEndAsync()
    {
        byte[] rest = new byte[256];
        try
        {
            while (await _session.Input.ReadAsync(rest).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Ended all the same.
        }
    }
}
