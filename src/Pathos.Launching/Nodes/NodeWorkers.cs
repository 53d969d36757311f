
namespace Pathos.Launching;

/// <summary>The workers of a node: those that run, and those on their way.</summary>
internal sealed class NodeWorkers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LaunchedWorker> _workers = [];
    private readonly HashSet<long> _starting = [];
    private bool _isOver;

    /// <summary>A start begins. Told on the thread that may also hear of its end.</summary>
    public void Expect(long id)
    {
        lock (_gate)
        {
            _starting.Add(id);
        }
    }

    /// <summary>A start has failed.</summary>
    public void Abandon(long id)
    {
        lock (_gate)
        {
            _starting.Remove(id);
        }
    }

    /// <summary>Adds a worker that was expected; false when the node is leaving, or it is not wanted any more, and then the worker is the caller's to end.</summary>
    public bool TryAdd(long id, LaunchedWorker worker)
    {
        lock (_gate)
        {
            return _starting.Remove(id) && !_isOver && _workers.TryAdd(id, worker);
        }
    }

    /// <summary>Kills a worker, or sees to it that one on its way does not stay.</summary>
    public void Kill(long id)
    {
        LaunchedWorker? worker;
        lock (_gate)
        {
            _starting.Remove(id);
            worker = _workers.GetValueOrDefault(id);
        }

        worker?.Kill();
    }

    /// <summary>Gets those that have been started.</summary>
    public IReadOnlyList<LaunchedWorker> Running()
    {
        lock (_gate)
        {
            return [.. _workers.Values];
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

        await Task.WhenAll(workers.Select(static worker => worker.DisposeAsync().AsTask())).OnLibraryThreads();
    }
}
