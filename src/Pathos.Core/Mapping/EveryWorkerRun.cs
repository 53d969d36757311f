namespace Pathos;

/// <summary>One call on every worker there should be. A worker that leaves before the call reached it is replaced by its successor.</summary>
internal sealed class EveryWorkerRun<R> : Call<Nothing, R>, IActiveCall
{
    private readonly TaskCompletionSource<R[]> _done = new();
    private readonly Pool _pool;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();

    // Known once the pool is entered, before the first batch is submitted.
    private PoolBackend _backend = null!;

    // Guarded by the gate.
    private readonly HashSet<object> _used = new(ReferenceEqualityComparer.Instance);
    private R[] _results = [];
    private int _left;

    public EveryWorkerRun(MapRequest<Nothing, R> request)
        : base(request.Name, request.CreateSettings(measuresItems: false), request.Function, request.Source, request.Options.Priority)
        => _pool = request.Pool;

    public async Task<R[]> RunAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _backend, _pool.Enter(this));
        using var limits = new CallLimits(this, timeout: null, Name, cancellationToken);
        try
        {
            IReadOnlyList<object> workers = await AwaitWorkersAsync().OnLibraryThreads();
            lock (_gate)
            {
                _results = new R[workers.Count];
                _left = workers.Count;
                _used.UnionWith(workers);
            }

            for (int worker = 0; worker < workers.Count; worker++)
            {
                SubmitTo(workers[worker], worker);
            }

            return workers.Count == 0 ? [] : await _done.Task.OnLibraryThreads();
        }
        finally
        {
            MarkOver();
            await LibraryThreads.Run(_over.Cancel).OnLibraryThreads();
            _pool.Leave(this);
            await WhenOutputPassed(_backend).OnLibraryThreads();
        }
    }

    public void Stop(Exception reason)
    {
        MarkOver();
        if (_done.TrySetException(reason))
        {
            Volatile.Read(ref _backend)?.Cancel(this);
        }
    }

    public override void OnValues(Batch<Nothing, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        bool isLast;
        lock (_gate)
        {
            _results[batch.FirstIndex] = values[0];
            isLast = --_left == 0;
        }

        if (isLast)
        {
            _done.TrySetResult(_results);
        }
    }

    public override void OnFailure(Batch<Nothing, R> batch, int position, in TaskFailure failure)
    {
        if (failure.Loss is { } loss)
        {
            // Another worker's answer would not be this worker's: there is nothing to try again.
            loss.Exit.ContinueWith(
                exit => Fail(batch, new WorkerLostException(loss, exit.Result, batch.FirstIndex, batch.Attempt)),
                CancellationToken.None,
                TaskContinuationOptions.None,
                LibraryThreads.Shared);
            return;
        }

        Fail(batch, failure.Exception!);
    }

    public override void OnCompleted(Batch<Nothing, R> batch)
    {
        if (!batch.IsReported(0) && !IsOver)
        {
            _ = MoveToSuccessorAsync(batch.FirstIndex);
        }
    }

    public override void OnBroken(Exception reason) => _done.TrySetException(reason);

    private async Task<IReadOnlyList<object>> AwaitWorkersAsync()
    {
        Task<IReadOnlyList<object>> workers = _backend.AwaitWorkersAsync(_over.Token);
        if (await Task.WhenAny(workers, _done.Task).OnLibraryThreads() == _done.Task)
        {
            // Stopped meanwhile: the reason is what the caller hears, and the wait ends with the call.
            await _done.Task.OnLibraryThreads();
        }

        return await workers.OnLibraryThreads();
    }

    private void SubmitTo(object worker, long index) => _backend.Submit(new Batch<Nothing, R>(this, index, new Nothing[1], attempt: 1) { Pin = worker });

    /// <summary>Lets a successor answer for a worker that left before the call reached it.</summary>
    private async Task MoveToSuccessorAsync(long index)
    {
        try
        {
            object? successor;
            IReadOnlyList<object> workers = await AwaitWorkersAsync().OnLibraryThreads();
            lock (_gate)
            {
                successor = workers.FirstOrDefault(_used.Add);
            }

            if (successor is null)
            {
                throw new PoolOpenException($"Worker {index} of pool '{_pool.Name}' left before {Name} reached it, and the pool has fewer workers now. Call it again.");
            }

            SubmitTo(successor, index);
        }
        catch (Exception error)
        {
            Stop(error);
        }
    }

    private void Fail(Batch<Nothing, R> batch, Exception error)
    {
        TaskData.Annotate(error, batch.FirstIndex, batch.Worker, batch.Attempt);
        Stop(error);
    }
}
