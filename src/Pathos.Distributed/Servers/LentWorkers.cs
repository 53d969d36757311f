using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The workers that this process lends to pools of others: each pool has processes of its own, and a fair share of how many run
/// tasks at a time.</summary>
/// <param name="count">How many tasks run at a time.</param>
/// <param name="cacheFolder">Where code that pools send is kept.</param>
/// <param name="maxMemory">How much memory a worker may have, in bytes; null for no limit.</param>
/// <param name="budget">What the clients' connections and workers take of this process.</param>
/// <param name="logger">Where it writes what went wrong with a client; null for nowhere.</param>
internal sealed partial class LentWorkers(int count, string cacheFolder, long? maxMemory, DescriptorBudget budget, ILogger? logger) : IAsyncDisposable
{
    /// <summary>Why new clients are not served.</summary>
    public const string Draining = "it is draining: it takes no new clients, and ends when those of now have gone. Try again soon, or use another server.";

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly Lock _gate = new();
    private readonly List<ServerClient> _clients = [];
    private readonly FairShare _share = new(count);
    private bool _isClosed;

    public int Count => count;

    /// <summary>Gets whether no more pools are taken.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    public IReadOnlyList<ServerClientStatistics> GetClients()
    {
        lock (_gate)
        {
            return [.. _clients.Select(static client => client.GetStatistics())];
        }
    }

    /// <summary>Serves a pool until it goes.</summary>
    /// <param name="from">Where it comes from.</param>
    /// <param name="transport">Its connection; the caller's when it is not served.</param>
    /// <param name="onOpened">Who has more to tell it, once it can be told.</param>
    /// <param name="onEnd">Called when it has gone, and its workers with it.</param>
    /// <returns>Null, or why it is not served.</returns>
    public string? TryServe(string from, Transport transport, Action<NodeHost>? onOpened, Action onEnd)
    {
        if (budget.TryPromiseClient(out string full) is not { } promise)
        {
            return IsClosed ? Draining : full;
        }

        FairShare.Member share = _share.Join(from);
        var settings = new NodeHostSettings(count, cacheFolder, _ => transport.Close())
        {
            Share = share,
            OnOpened = onOpened,
            OnProblem = problem => LogProblem(_logger, from, problem),
            MaxMemoryPerWorker = maxMemory,
        };
        ServerClient? client = null;
        try
        {
            client = new ServerClient(from, transport, settings, share, _logger);
            lock (_gate)
            {
                if (!_isClosed)
                {
                    _clients.Add(client);
                    client.Run(() => Leave(client, share, promise, onEnd));
                    return null;
                }
            }
        }
        catch
        {
            // No thread for it, say.
            Leave(client, share, promise, static () => { });
            throw;
        }

        Leave(client, share, promise, static () => { });
        return Draining;
    }

    /// <summary>Takes no more pools, and completes when those of now have gone.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            return Task.WhenAll(_clients.Select(static client => client.Ended));
        }
    }

    /// <summary>Ends all workers, whatever they are doing.</summary>
    public async ValueTask DisposeAsync()
    {
        Task gone = CloseAsync();
        ServerClient[] clients;
        lock (_gate)
        {
            clients = [.. _clients];
        }

        Array.ForEach(clients, static client => client.Close());
        await gone.OnLibraryThreads();
        _share.Dispose();
    }

    private void Leave(ServerClient? client, FairShare.Member share, DescriptorBudget.Promise promise, Action onEnd)
    {
        _share.Leave(share);
        promise.Dispose();
        lock (_gate)
        {
            if (client is not null)
            {
                _clients.Remove(client);
            }
        }

        onEnd();
    }

    [LoggerMessage(44, LogLevel.Warning, "Client {Client}: {Problem}")]
    private static partial void LogProblem(ILogger logger, string client, string problem);
}
