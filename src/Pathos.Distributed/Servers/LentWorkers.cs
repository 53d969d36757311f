using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The workers that this process lends to pools of others: each pool has processes of its own, and a fair share of how many run tasks at a time.</summary>
internal sealed class LentWorkers(int count, string? cacheFolder) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ServerClient> _clients = [];
    private readonly FairShare _share = new(count);
    private bool _isClosed;

    public int Count => count;

    public IReadOnlyList<ServerClientStatistics> GetClients()
    {
        lock (_gate)
        {
            return [.. _clients.Select(static client => client.GetStatistics())];
        }
    }

    /// <summary>Serves a pool until it goes; false when no more are taken, and then the connection is closed.</summary>
    /// <param name="from">Where it comes from.</param>
    /// <param name="transport">Its connection, which has a new owner now.</param>
    /// <param name="onOpened">Who has more to tell it, once it can be told.</param>
    /// <param name="onEnd">Called when it has gone, and its workers with it.</param>
    public bool TryServe(string from, Transport transport, Action<NodeHost>? onOpened, Action onEnd)
    {
        FairShare.Member share = _share.Join(from);
        var settings = new NodeHostSettings(count, cacheFolder ?? DefaultCacheFolder, _ => transport.Close()) { Share = share, OnOpened = onOpened };
        var client = new ServerClient(from, transport, settings, share);
        bool isRefused;
        lock (_gate)
        {
            isRefused = _isClosed;
            if (!isRefused)
            {
                _clients.Add(client);
            }
        }

        if (isRefused)
        {
            _share.Leave(share);
            transport.Close();
            return false;
        }

        client.Run(() =>
        {
            _share.Leave(share);
            lock (_gate)
            {
                _clients.Remove(client);
            }

            onEnd();
        });
        return true;
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
        await gone.ConfigureAwait(false);
        _share.Dispose();
    }

    private static string DefaultCacheFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "pathos");
}
