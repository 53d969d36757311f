namespace Pathos;

/// <summary>One call on every worker there is.</summary>
internal sealed class EveryWorkerRun<R> : Call<Nothing, R>, IActiveCall
{
    private readonly TaskCompletionSource<R[]> _done = new();
    private readonly Pool _pool;
    private readonly Lock _gate = new();

    // Known once the pool is entered, before the first batch is submitted.
    private PoolBackend _backend = null!;
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
            IReadOnlyList<object> workers = _backend.Workers;
            _results = new R[workers.Count];
            _left = workers.Count;
            for (int worker = 0; worker < workers.Count; worker++)
            {
                _backend.Submit(new Batch<Nothing, R>(this, worker, new Nothing[1], attempt: 1) { Pin = workers[worker] });
            }

            return workers.Count == 0 ? [] : await _done.Task.OnLibraryThreads();
        }
        finally
        {
            MarkOver();
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
            Fail(batch, new InvalidOperationException($"Worker {batch.FirstIndex} of pool '{_pool.Name}' left before {Name} reached it. Call it again: the workers of then will run it."));
        }
    }

    public override void OnBroken(Exception reason) => _done.TrySetException(reason);

    private void Fail(Batch<Nothing, R> batch, Exception error)
    {
        TaskData.Annotate(error, batch.FirstIndex, batch.Worker, batch.Attempt);
        Stop(error);
    }
}
