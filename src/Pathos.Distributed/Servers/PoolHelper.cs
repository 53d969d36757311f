using Microsoft.Extensions.Logging;
using Pathos.Distributed;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos;

/// <summary>Lets this machine work for a pool server elsewhere: its workers are added to those that the server's clients use. It needs no
/// open port; it connects to the server.</summary>
/// <remarks>
/// Server and helpers may be started in any order, and either may go and come back. A pool with a number of workers takes the server's own
/// first. Several pools share this machine as they share a server. On the command line: <c>pathos work --connect host:port</c>.
/// </remarks>
public sealed partial class PoolHelper
{
    // Sessions that are being opened. A server that asks for more at once is not answered: it tells the pools that wait.
    private const int MostOpening = 64;

    private readonly ServerAddress _server;
    private readonly PoolCredentials _credentials;
    private readonly PoolHelperOptions _options;
    private readonly LentWorkers _lent;
    private int _failures;
    private int _opening;

    private PoolHelper(ServerAddress server, PoolCredentials credentials, PoolHelperOptions options)
    {
        _server = server;
        _credentials = credentials;
        _options = options;
        int workers = WorkerCounts.Check(options.Workers, nameof(options));
        if (options.MaxMemoryPerWorker is { } bytes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bytes, PoolServerOptions.LeastMemoryPerWorker, nameof(options));
        }

        var budget = new DescriptorBudget(workers);
        budget.Check(workers);
        string cacheFolder = ServerSurroundings.CacheFolder(options.CacheFolder);
        ServerSurroundings.Check(cacheFolder);
        _lent = new LentWorkers(workers, cacheFolder, options.MaxMemoryPerWorker, budget, options.Logger);
    }

    /// <summary>Works for a server until it is told to stop. A server that cannot be reached is tried again, at first after half a second
    /// and later every half a minute.</summary>
    /// <param name="server">Where the server listens, <c>host:port</c>.</param>
    /// <param name="credentials">The secret that the server holds too.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it, and the workers of all pools here.</param>
    /// <returns>A task that completes when it was told to stop, by this token or by <see cref="PoolHelperOptions.Drain"/>, and nothing of
    /// it is left.</returns>
    /// <exception cref="PoolOpenException">This machine lacks something that workers need; the message says what.</exception>
    /// <exception cref="ArgumentException"><paramref name="server"/> is not of the form <c>host:port</c>, or the name in the options is
    /// longer than 256 characters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of workers is negative or far too large, or their memory is too
    /// little.</exception>
    public static async Task RunAsync(
        string server, PoolCredentials credentials, PoolHelperOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(credentials);
        if (options?.Name is { Length: > Bounds.Name })
        {
            throw new ArgumentException($"The name of a machine has at most {Bounds.Name} characters.", nameof(options));
        }

        var helper = new PoolHelper(ServerAddress.Parse(server), credentials, options ?? new PoolHelperOptions());
        try
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, helper._options.Drain);
            await helper.KeepConnectedAsync(leaving.Token).OnLibraryThreads();

            // The server tells the pools that this machine has left. Each lets its workers here finish and hangs up.
            await helper._lent.CloseAsync().WaitAsync(cancellationToken).EndOnLibraryThreads();
        }
        finally
        {
            await helper._lent.DisposeAsync().OnLibraryThreads();
        }
    }

    private async Task KeepConnectedAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                string problem = await WorkAsync(cancellationToken).OnLibraryThreads();
                _options.Status?.Report(new PoolHelperStatus(false, _server.ToString(), _lent.Count, problem));
                await Task.Delay(Redialling.PauseAfter(++_failures), LibraryTime.Shared, cancellationToken).OnLibraryThreads();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Told to stop, wherever it was.
            }
        }
    }

    /// <summary>Connects and works until the connection ends. Returns what the matter is.</summary>
    private async Task<string> WorkAsync(CancellationToken cancellationToken)
    {
        Transport transport;
        try
        {
            transport = await _server.ConnectSoonAsync(
                _credentials, new Greeting(ConnectionPurpose.Helper, Guid.Empty), cancellationToken).OnLibraryThreads();
        }
        catch (PoolOpenException error)
        {
            return error.Message;
        }

        _failures = 0;
        var control = new ControlConnection(transport);
        using CancellationTokenRegistration stop = cancellationToken.Register(control.Close);
        string name = _options.Name ?? Bounds.Cut(Environment.MachineName, Bounds.Name);
        control.Send(new Message(MessageKind.HelperReady, 0, new HelperReady(PeerBuild.OfThisProcess.ProtocolVersion, PeerBuild.OfThisProcess.RuntimeVersion, name, _lent.Count)));
        _options.Status?.Report(new PoolHelperStatus(true, _server.ToString(), _lent.Count, null));
        try
        {
            // On a thread of its own: it reads for as long as the connection lasts.
            await Task.Factory.StartNew(
                () => control.Run(frame => Take(frame, cancellationToken)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).OnLibraryThreads();
        }
        catch (PoolOpenException error)
        {
            return error.Message;
        }
        catch (InvalidDataException error)
        {
            return $"The server {_server} speaks otherwise: {error.Message} Use the same build on both sides.";
        }

        cancellationToken.ThrowIfCancellationRequested();
        return $"The server {_server} ended the connection.";
    }

    private void Take(in Frame frame, CancellationToken cancellationToken)
    {
        if (frame.Kind == MessageKind.ServerRefused)
        {
            throw new PoolOpenException(
                $"The server {_server} does not take this machine: {Visible.Text(ServerRefused.Read(frame.Body.Span).Reason)}");
        }

        if (frame.Kind != MessageKind.OpenSession)
        {
            throw new InvalidDataException($"A server does not send {frame.Kind}.");
        }

        var wanted = OpenSession.Read(frame.Body.Span);
        wanted = wanted with { Client = Visible.Text(wanted.Client) };
        if (Interlocked.Increment(ref _opening) > MostOpening)
        {
            Interlocked.Decrement(ref _opening);
            return;
        }

        _ = LibraryThreads.Run(() => BringAsync(wanted, cancellationToken));
    }

    /// <summary>Brings the session that the server asked for. Where that fails, the server waits in vain for a moment, and tells the
    /// pool.</summary>
    private async Task BringAsync(OpenSession wanted, CancellationToken cancellationToken)
    {
        try
        {
            Transport transport = await _server.ConnectSoonAsync(
                _credentials, new Greeting(ConnectionPurpose.HelperSession, wanted.Ticket), cancellationToken).OnLibraryThreads();
            if (_lent.TryServe(wanted.Client, transport, onOpened: null, onEnd: static () => { }) is { } refusal)
            {
                LastMessage.Refuse(wanted.Client, transport, refusal, cancellationToken);
            }
        }
        catch (Exception error) when (error is PoolOpenException or OperationCanceledException or OutOfMemoryException)
        {
            if (_options.Logger is { } logger && !cancellationToken.IsCancellationRequested)
            {
                LogNoSession(logger, error, wanted.Client);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _opening);
        }
    }

    [LoggerMessage(34, LogLevel.Warning, "Client {Client} wanted to work here, and the session could not be opened.")]
    private static partial void LogNoSession(ILogger logger, Exception error, string client);
}
