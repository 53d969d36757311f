
namespace Pathos.Launching;

/// <summary>The workers of a node that run.</summary>
internal sealed class NodeWorkers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LaunchedWorker> _workers = [];
    private bool _isOver;

    /// <summary>Adds a worker; false when the node is leaving, and then the worker is the caller's to end.</summary>
    public bool TryAdd(long id, LaunchedWorker worker)
    {
        lock (_gate)
        {
            return !_isOver && _workers.TryAdd(id, worker);
        }
    }

    public LaunchedWorker? Find(long id)
    {
        lock (_gate)
        {
            return _workers.GetValueOrDefault(id);
        }
    }

    public void Remove(long id)
    {
        lock (_gate)
        {
            _workers.Remove(id);
        }
    }

    public async Task EndAllAsync()
    {
        LaunchedWorker[] workers;
        lock (_gate)
        {
            _isOver = true;
            workers = [.. _workers.Values];
        }

        foreach (LaunchedWorker worker in workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }
}
