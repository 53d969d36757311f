namespace Pathos;

/// <summary>Runs every item on the thread that asks for it. The whole system with nothing in between: for debugging, and the reference for the others.</summary>
/// <remarks>Only an item with a time limit runs on a thread of its own, because the caller's own thread cannot be given up.</remarks>
internal sealed class SerialBackend(PoolOptions options) : PoolBackend
{
    private const string Name = "serial";
    private readonly object _worker = new();

    // Sequence of the batches that run inline now, per thread that submitted them; for Cancel.
    private readonly Lock _gate = new();
    private readonly List<(Call Call, ExecutingBatch Batch)> _running = [];
    private ThreadsBackend? _timedItems;

    public override int WorkerCount => 1;

    public override int QueuedPerWorker => 0;

    public override bool RunsInline => true;

    public override TimeSpan TargetBatchTime => TimeSpan.FromMilliseconds(1);

    public override IReadOnlyList<object> Workers => [_worker];

    public override Task OpenAsync(CancellationToken cancellationToken)
    {
        // What it changes of this thread is the caller's.
        using var own = new ContextScope();
        options.Initializer?.Invoke();
        return Task.CompletedTask;
    }

    public override void Submit<T, R>(Batch<T, R> batch)
    {
        if (batch.Call.IsOver)
        {
            batch.Complete();
            return;
        }

        if (batch.Call.Settings.ItemTimeout is not null)
        {
            TimedItems().Submit(batch);
            return;
        }

        batch.Begin(Name);
        CallSettings settings = batch.Call.Settings;
        using var cell = new OwnedPositionCell();
        var context = new BatchContext
        {
            HubBatchId = settings.HubBatchId,
            Worker = Name,
            Attempt = batch.Attempt,
            Seed = settings.Seed,
            Depth = settings.Depth,
            Cores = WorkerCounts.Default,
            Report = report => batch.Call.OnReport(report),
        };
        ExecutingBatch execution = BatchExecution.Create(batch.Id, batch.Call.Function, batch.Items, batch.FirstIndex, settings, context, new BatchSink<T, R>(batch), cell.Cell);

        lock (_gate)
        {
            _running.Add((batch.Call, execution));
        }

        try
        {
            if (batch.Call.IsOver)
            {
                // Cancelled before it could be found among those that run.
                execution.Cancel();
            }

            using var blocked = new BlockedContext();
            execution.Execute();
        }
        finally
        {
            lock (_gate)
            {
                _running.RemoveAll(entry => ReferenceEquals(entry.Batch, execution));
            }

            batch.Complete();
        }
    }

    public override void Cancel(Call call)
    {
        List<(Call Call, ExecutingBatch Batch)> running;
        lock (_gate)
        {
            running = _running.FindAll(entry => ReferenceEquals(entry.Call, call));
        }

        // Outside the lock: a batch that reports a failure holds its own lock while it comes here.
        running.ForEach(static entry => entry.Batch.Cancel());

        Volatile.Read(ref _timedItems)?.Cancel(call);
    }

    public override void Cancel(Batch batch)
    {
        ExecutingBatch? running;
        lock (_gate)
        {
            running = _running.Find(entry => entry.Batch.Id == batch.Id).Batch;
        }

        running?.Cancel();
        Volatile.Read(ref _timedItems)?.Cancel(batch);
    }

    public override Task ResizeAsync(int workers, CancellationToken cancellationToken) => workers == 1
        ? Task.CompletedTask
        : throw new NotSupportedException("A serial pool has exactly one worker. Open Pool.Threads(n) or Pool.Processes(n) for more.");

    public override Task StopAsync(bool force) => Volatile.Read(ref _timedItems)?.StopAsync(force) ?? Task.CompletedTask;

    private ThreadsBackend TimedItems()
    {
        lock (_gate)
        {
            return _timedItems ??= new ThreadsBackend(1, options with { Initializer = null, QueuedPerWorker = 0 }, Name, TimeSpan.FromMilliseconds(1), WorkerCounts.Default);
        }
    }
}
