using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pathos.Distributed;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos;

/// <summary>Lends the workers of this machine to pools of other processes and machines that hold the same secret. Several at once share them fairly.</summary>
/// <remarks>
/// Each client gets worker processes of its own, started when it asks and ended when it goes: code of two clients never meets in one process. How many of them run tasks at a time, over all
/// clients, is the server's number of workers. Clients connect with <c>Pool.Open("tcp://host:port")</c> or <c>Pool.Connect</c>.
/// </remarks>
public sealed partial class PoolServer : IAsyncDisposable
{
    // Strangers that shake hands at a time, and how long each may take: the rest wait in the system's line.
    private const int MostStrangers = 32;
    private static readonly TimeSpan s_handshakeTime = TimeSpan.FromSeconds(10);

    private readonly PoolServerOptions _options;
    private readonly PoolCredentials _credentials;
    private readonly Socket _listener;
    private readonly LentWorkers _lent;
    private readonly ServerHelpers _helpers = new();
    private readonly DiscoveryResponder? _discovery;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _strangers = new(MostStrangers);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _idle;
    private readonly Task _accepting;

    private PoolServer(PoolServerOptions options, PoolCredentials credentials, Socket listener)
    {
        _options = options;
        _credentials = credentials;
        _listener = listener;
        Workers = options.Workers ?? WorkerCounts.Default;
        _lent = new LentWorkers(Workers, options.CacheFolder);
        _idle = new Timer(_ => EndIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Address = (IPEndPoint)listener.LocalEndPoint!;
        _discovery = options.DiscoveryPort is { } port
            ? DiscoveryResponder.TryStart(Address, port, Workers, DiscoveryResponder.KeyOf(credentials), options.Logger) : null;
        _accepting = LibraryThreads.Run(Accept);
        WatchIdleness();
    }

    /// <summary>Gets where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Gets how many tasks it runs at a time, without the machines that work for it.</summary>
    public int Workers { get; }

    /// <summary>Gets the UDP port at which it is found by those who look for servers; null when it cannot be found.</summary>
    public int? DiscoveryPort => _discovery?.Port;

    /// <summary>Gets the end of the server: after <see cref="DisposeAsync"/>, a drain, or the time without clients that its options allow.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a server.</summary>
    /// <param name="credentials">The secret that clients must hold too.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server; it listens.</returns>
    /// <exception cref="PoolOpenException">It cannot listen there; the message says why.</exception>
    /// <exception cref="ArgumentException">The address is not of the form <c>host:port</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of workers is negative or far too large, or the port for those who look for servers is none.</exception>
    public static async Task<PoolServer> StartAsync(PoolCredentials credentials, PoolServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        options ??= new PoolServerOptions();
        WorkerCounts.Check(options.Workers, nameof(options));
        if (options.DiscoveryPort is { } discoveryPort)
        {
            DiscoveryPorts.Check(discoveryPort, nameof(options));
        }

        (string host, int port) = Endpoints.Parse(options.Listen);

        try
        {
            IPAddress address = await Endpoints.ResolveAsync(host, cancellationToken).OnLibraryThreads();
            var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(address, port));
                listener.Listen();
                return new PoolServer(options, credentials, listener);
            }
            catch
            {
                listener.Dispose();
                throw;
            }
        }
        catch (SocketException error)
        {
            throw new PoolOpenException(
                $"A server cannot listen at {options.Listen}: {error.Message}. " + (error.SocketErrorCode == SocketError.AddressAlreadyInUse ? "Choose another port, or 0 for one that is free." : "Check the address."), error);
        }
    }

    /// <summary>Looks for the servers of the local network that hold the same secret, by UDP multicast on every network interface of this machine.</summary>
    /// <param name="credentials">The secret.</param>
    /// <param name="options">How; null for the defaults, with which it takes a second.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Those that answered, each once; none if none did.</returns>
    /// <exception cref="PoolOpenException">This machine has no network on which to look.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port or the duration is none.</exception>
    public static Task<IReadOnlyList<FoundServer>> FindAsync(PoolCredentials credentials, ServerSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        options ??= new ServerSearchOptions();
        DiscoveryPorts.Check(options.DiscoveryPort, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Duration, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Duration, ServerSearchOptions.Longest, nameof(options));
        return ServerSearch.RunAsync(credentials, options, cancellationToken);
    }

    /// <summary>Asks a server who uses it, and which machines work for it.</summary>
    /// <param name="address">Where it listens, <c>host:port</c>.</param>
    /// <param name="credentials">The secret that it holds too. Null, the default: what <see cref="PoolCredentials.Find"/> finds.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What it says of this moment.</returns>
    /// <exception cref="PoolOpenException">It cannot be reached, does not answer within ten seconds, holds another secret, or is no such server; the message says what to check.</exception>
    /// <exception cref="ArgumentException"><paramref name="address"/> is not of the form <c>host:port</c>.</exception>
    public static Task<ServerStatistics> QueryAsync(string address, PoolCredentials? credentials = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return StatusInquiry.AskAsync(ServerAddress.Parse(address), credentials ?? PoolCredentials.Find(), cancellationToken);
    }

    /// <summary>Gets the clients of now.</summary>
    public IReadOnlyList<ServerClientStatistics> GetClients() => _lent.GetClients();

    /// <summary>Gets the machines that work for the server now: see <see cref="PoolHelper"/>.</summary>
    public IReadOnlyList<ServerHelperStatistics> GetHelpers() => _helpers.GetStatistics();

    /// <summary>Takes no new clients, waits until those of now have gone, and ends.</summary>
    /// <param name="cancellationToken">Ends the wait; the server goes on without new clients then.</param>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        await HideAsync().OnLibraryThreads();
        await _lent.CloseAsync().WaitAsync(cancellationToken).OnLibraryThreads();
        await DisposeAsync().OnLibraryThreads();
    }

    /// <summary>Ends the server and the workers of all clients, whatever they are doing.</summary>
    public async ValueTask DisposeAsync()
    {
        await LibraryThreads.Run(_stopping.Cancel).OnLibraryThreads();
        await HideAsync().OnLibraryThreads();
        _listener.Dispose();
        await _helpers.DisposeAsync().OnLibraryThreads();
        await _lent.DisposeAsync().OnLibraryThreads();
        await _accepting.OnLibraryThreads();
        await _idle.DisposeAsync().OnLibraryThreads();
        _ended.TrySetResult();
    }

    private ValueTask HideAsync() => _discovery?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Blocks a thread of the library's: a program whose thread pool is blocked still takes clients.</summary>
    private void Accept()
    {
        try
        {
            while (true)
            {
                _strangers.Wait(_stopping.Token);
                Socket socket = _listener.Accept();
                _ = LibraryThreads.Run(() => GreetAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            if (!_stopping.IsCancellationRequested)
            {
                LogDeaf(error);
                _ended.TrySetException(error);
            }
        }
    }

    private async Task GreetAsync(Socket socket)
    {
        string from = socket.RemoteEndPoint?.ToString() ?? "unknown";
        Admission? admission;
        try
        {
            using var timeout = new CancellationTokenSource(s_handshakeTime, LibraryTime.Shared);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, timeout.Token);
            admission = SecureConnection.Accept(socket, _credentials.Secret, limit.Token);
        }
        finally
        {
            _strangers.Release();
        }

        if (admission is not { } admitted || !await TryTakeAsync(from, admitted.Transport, admitted.Greeting).OnLibraryThreads())
        {
            LogRefused(from);
        }
    }

    /// <summary>Does what somebody who holds the secret came for; false when that cannot be, and then its connection is closed.</summary>
    private async Task<bool> TryTakeAsync(string from, Transport transport, Greeting greeting)
    {
        switch (greeting.Purpose)
        {
            case ConnectionPurpose.Pool:
                return TryServe(from, transport);
            case ConnectionPurpose.Helper:
                _helpers.Listen(from, transport);
                return true;
            case ConnectionPurpose.SessionWithHelper:
                return await _helpers.TryJoinAsync(from, greeting.Ticket, transport).OnLibraryThreads();
            case ConnectionPurpose.Status:
                StatusInquiry.Answer(from, transport, new ServerStatistics(Workers, GetClients(), GetHelpers()), _stopping.Token);
                return true;
            case ConnectionPurpose.HelperSession when _helpers.TryBring(greeting.Ticket, transport):
                return true;
            default:
                transport.Close();
                return false;
        }
    }

    private bool TryServe(string from, Transport transport)
    {
        HelperWatcher? watcher = null;
        bool isServed = _lent.TryServe(from, transport, node => watcher = _helpers.Watch(message => node.Tell(message)), () =>
        {
            // On the thread that opened it, or for a client that went before.
            if (watcher is not null)
            {
                _helpers.Unwatch(watcher);
            }

            LogLeft(from);
            WatchIdleness();
        });
        if (isServed)
        {
            LogJoined(from);
        }

        return isServed;
    }

    private void WatchIdleness()
    {
        if (_options.IdleExit is { } time && !_stopping.IsCancellationRequested)
        {
            _idle.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndIfIdle()
    {
        // Whoever leaves last starts the clock again.
        if (_lent.GetClients().Count == 0)
        {
            _ = DisposeAsync().AsTask();
        }
    }

    private void LogJoined(string client)
    {
        if (_options.Logger is { } logger)
        {
            LogJoined(logger, client);
        }
    }

    private void LogLeft(string client)
    {
        if (_options.Logger is { } logger)
        {
            LogLeft(logger, client);
        }
    }

    private void LogRefused(string client)
    {
        if (_options.Logger is { } logger)
        {
            LogRefused(logger, client);
        }
    }

    private void LogDeaf(Exception error)
    {
        if (_options.Logger is { } logger)
        {
            LogDeaf(logger, error);
        }
    }

    [LoggerMessage(30, LogLevel.Information, "Client {Client} joined.")]
    private static partial void LogJoined(ILogger logger, string client);

    [LoggerMessage(31, LogLevel.Information, "Client {Client} left.")]
    private static partial void LogLeft(ILogger logger, string client);

    [LoggerMessage(32, LogLevel.Warning, "{Client} did not prove that it holds the secret, or asked for what there is not, and was refused.")]
    private static partial void LogRefused(ILogger logger, string client);

    [LoggerMessage(33, LogLevel.Error, "The server cannot take connections any more.")]
    private static partial void LogDeaf(ILogger logger, Exception error);
}
