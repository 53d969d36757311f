using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos;

/// <summary>Lends the workers of this machine to pools of other processes and machines that hold the same secret. Several at once share
/// them fairly.</summary>
/// <remarks>
/// Each client gets worker processes of its own, started when it asks and ended when it goes: code of two clients never meets in one
/// process. How many of them run tasks at a time, over all clients, is the server's number of workers. Clients connect with
/// <c>Pool.Open("tcp://host:port")</c> or <c>Pool.Connect</c>.
/// </remarks>
public sealed class PoolServer : IAsyncDisposable
{
    private readonly PoolServerOptions _options;
    private readonly ServerSocket _socket;
    private readonly LentWorkers _lent;
    private readonly ServerHelpers _helpers;
    private readonly Reception _reception;
    private readonly DiscoveryResponder? _discovery;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _idle;

    private PoolServer(
        PoolServerOptions options, PoolCredentials credentials, LentWorkers lent, DescriptorBudget budget, ServerSocket socket)
    {
        _options = options;
        _socket = socket;
        _lent = lent;
        _helpers = new ServerHelpers(options.Logger ?? NullLogger.Instance);
        _idle = LibraryTime.Shared.CreateTimer(_ => EndIfIdle());
        _discovery = options.DiscoveryPort is { } port
            ? DiscoveryResponder.TryStart(Address, port, Workers, DiscoveryResponder.KeyOf(credentials), options.Logger) : null;
        var desk = new ServerDesk(lent, _helpers, budget, options.Logger ?? NullLogger.Instance, _stopping.Token)
        {
            OnStatus = GetStatistics,
            OnLeft = WatchIdleness,
            OnSuccession = GivePortAsync,
        };
        _reception = new Reception(
            credentials.Secret, budget.Strangers, desk.TakeAsync, options.Logger ?? NullLogger.Instance, _stopping.Token);
        socket.Start(
            _reception.Hear,
            _reception.OnTrouble,
            error => _ended.TrySetException(new IOException($"The server cannot take connections any more: {error.Message}", error)));
        WatchIdleness();
    }

    /// <summary>Gets where it listens.</summary>
    public IPEndPoint Address => _socket.Address;

    /// <summary>Gets how many tasks it runs at a time, without the machines that work for it.</summary>
    public int Workers => _lent.Count;

    /// <summary>Gets the UDP port at which processes that look for servers find it; null when it cannot be found.</summary>
    public int? DiscoveryPort => _discovery?.Port;

    /// <summary>Gets the end of the server: after <see cref="DisposeAsync"/>, a drain, or the time without clients that its options
    /// allow.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a server.</summary>
    /// <param name="credentials">The secret that clients must hold too.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server; it listens.</returns>
    /// <remarks>What it needs is tried first: the folders for code and for temporary files, and how many files the process may open. A
    /// server that drains at the same address leaves its port to this one.</remarks>
    /// <exception cref="PoolOpenException">It cannot listen there, or lacks something else; the message says what.</exception>
    /// <exception cref="ArgumentException">The address is not of the form <c>host:port</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of workers is negative or far too large, their memory is too little, or
    /// the discovery port is out of range.</exception>
    public static async Task<PoolServer> StartAsync(
        PoolCredentials credentials, PoolServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        options ??= new PoolServerOptions();
        int workers = WorkerCounts.Check(options.Workers, nameof(options));
        if (options.MaxMemoryPerWorker is { } bytes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bytes, PoolServerOptions.LeastMemoryPerWorker, nameof(options));
        }

        if (options.DiscoveryPort is { } discoveryPort)
        {
            DiscoveryPorts.Check(discoveryPort, nameof(options));
        }

        (string host, int port) = Endpoints.Parse(options.Listen);

        // First of all: without descriptors nothing else can be tried.
        var budget = new DescriptorBudget(workers);
        budget.Check(workers);
        string cacheFolder = ServerSurroundings.CacheFolder(options.CacheFolder);
        ServerSurroundings.Check(cacheFolder);
        ServerSocket socket;
        try
        {
            var address = new IPEndPoint(await Endpoints.ResolveAsync(host, cancellationToken).OnLibraryThreads(), port);
            socket = await Succession.BindAsync(address, credentials, cancellationToken).OnLibraryThreads();
        }
        catch (SocketException error)
        {
            throw new PoolOpenException(
                $"A server cannot listen at {options.Listen}: {error.Message}. " + (error.SocketErrorCode == SocketError.AddressAlreadyInUse ? "Choose another port, or 0 for one that is free." : "Check the address."), error);
        }

        var lent = new LentWorkers(workers, cacheFolder, options.MaxMemoryPerWorker, budget, options.Logger);
        var server = new PoolServer(options, credentials, lent, budget, socket);
        await server.TryItselfAsync(credentials, cancellationToken).OnLibraryThreads();
        return server;
    }

    /// <summary>Looks for the servers of the local network that hold the same secret, by UDP multicast on every network interface of this
    /// machine.</summary>
    /// <param name="credentials">The secret.</param>
    /// <param name="options">How; null for the defaults, with which it takes a second.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Those that answered, each once; none if none did.</returns>
    /// <exception cref="PoolOpenException">This machine has no network on which to look.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port or the duration is out of range.</exception>
    public static Task<IReadOnlyList<FoundServer>> FindAsync(
        PoolCredentials credentials, ServerSearchOptions? options = null, CancellationToken cancellationToken = default)
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
    /// <exception cref="PoolOpenException">The server cannot be reached, does not answer within ten seconds, holds another secret, or is
    /// not such a server. The message says what to check.</exception>
    /// <exception cref="ArgumentException"><paramref name="address"/> is not of the form <c>host:port</c>.</exception>
    public static Task<ServerStatistics> QueryAsync(
        string address, PoolCredentials? credentials = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return StatusInquiry.AskAsync(ServerAddress.Parse(address), credentials ?? PoolCredentials.Find(), cancellationToken);
    }

    /// <summary>Gets the clients of now.</summary>
    public IReadOnlyList<ServerClientStatistics> GetClients() => _lent.GetClients();

    /// <summary>Gets the machines that work for the server now: see <see cref="PoolHelper"/>.</summary>
    public IReadOnlyList<ServerHelperStatistics> GetHelpers() => _helpers.GetStatistics();

    /// <summary>Takes no new clients, waits until those of now have gone, and ends.</summary>
    /// <remarks>Who comes meanwhile is told that it drains, and so is who asks how it is. The next server that is started at its address
    /// with the same secret gets the port at once.</remarks>
    /// <param name="cancellationToken">Ends the wait; the server goes on without new clients then.</param>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        Task gone = _lent.CloseAsync();
        await LibraryThreads.Run(Hide).OnLibraryThreads();
        await gone.WaitAsync(cancellationToken).OnLibraryThreads();
        await DisposeAsync().OnLibraryThreads();
    }

    /// <summary>Ends the server and the workers of all clients, whatever they are doing.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await LibraryThreads.Run(_stopping.Cancel).OnLibraryThreads();
            await LibraryThreads.Run(Hide).OnLibraryThreads();
            _socket.Dispose();
            await _helpers.DisposeAsync().OnLibraryThreads();
            await _lent.DisposeAsync().OnLibraryThreads();
            await _idle.DisposeAsync().OnLibraryThreads();
            _reception.Dispose();
            _ended.TrySetResult();
        }
        catch (Exception error)
        {
            // The caller that waits for the end must learn of it, and how it came.
            _ended.TrySetException(error);
            throw;
        }
    }

    private ServerStatistics GetStatistics() => new(Workers, GetClients(), GetHelpers()) { IsDraining = _lent.IsClosed };

    private void Hide() => _discovery?.Dispose();

    /// <summary>Connects to itself once, as a client does: what that takes is loaded then.</summary>
    /// <remarks>An assembly that cannot be opened when it is first needed, for want of a descriptor, is missing for as long as the process
    /// lives. So this is done while there are some.</remarks>
    private async Task TryItselfAsync(PoolCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            var itself = new ServerAddress(Succession.ReachedAt(Address.Address).ToString(), Address.Port);
            _ = await StatusInquiry.AskAsync(itself, credentials, cancellationToken).OnLibraryThreads();
        }
        catch (PoolOpenException)
        {
            // Its address may be one that leads here for others only.
        }
        catch
        {
            await DisposeAsync().OnLibraryThreads();
            throw;
        }
    }

    /// <summary>Leaves the port to the next server.</summary>
    private async Task GivePortAsync()
    {
        await LibraryThreads.Run(Hide).OnLibraryThreads();
        _socket.Dispose();
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
        // The client that leaves last starts the clock again.
        if (_lent.GetClients().Count == 0)
        {
            _ = DisposeAsync().AsTask();
        }
    }
}
