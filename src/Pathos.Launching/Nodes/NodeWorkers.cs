namespace Pathos.Launching;

/// <summary>The workers of a node: those that run, and those on their way.</summary>
/// <param name="most">How many there may be at a time.</param>
internal sealed class NodeWorkers(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LaunchedWorker> _workers = [];

    // Those on their way, and whether they are still wanted. One that is not keeps its place until its start has ended: it is a process
    // too.
    private readonly Dictionary<long, bool> _starting = [];
    private bool _isOver;

    /// <summary>Gets how many there are, whatever they do.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _starting.Count + _workers.Count;
            }
        }
    }

    /// <summary>A start begins, if there is room for it. Told on the thread that may also hear of its end.</summary>
    /// <exception cref="InvalidDataException">There is a worker of this number.</exception>
    public bool TryExpect(long id)
    {
        lock (_gate)
        {
            if (_starting.ContainsKey(id) || _workers.ContainsKey(id))
            {
                throw new InvalidDataException($"Worker {id} is asked for while there is one of that number.");
            }

            // Those that have ended stay until all that they said has been passed on. They take no room.
            bool hasRoom = _starting.Count + _workers.Count < most
                || _starting.Count + _workers.Values.Count(static worker => !worker.Exited.IsCompleted) < most;
            if (hasRoom)
            {
                _starting.Add(id, true);
            }

            return hasRoom;
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

    /// <summary>Adds a worker that was expected; false when the node is leaving, or it is not wanted any more, and then the worker is the
    /// caller's to end.</summary>
    public bool TryAdd(long id, LaunchedWorker worker)
    {
        lock (_gate)
        {
            return _starting.Remove(id, out bool isWanted) && isWanted && !_isOver && _workers.TryAdd(id, worker);
        }
    }

    /// <summary>Kills a worker, or sees to it that one on its way does not stay.</summary>
    public void Kill(long id)
    {
        LaunchedWorker? worker;
        lock (_gate)
        {
            if (_starting.ContainsKey(id))
            {
                _starting[id] = false;
            }

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
