namespace Pathos;

/// <summary>Several backends behind one pool: each batch goes where the fewest batches wait per worker.</summary>
/// <param name="parts">The backends.</param>
/// <param name="labels">The labels of the hosts of each.</param>
internal sealed class MixedBackend(IReadOnlyList<PoolBackend> parts, IReadOnlyList<IReadOnlyList<string>[]> labels) : PoolBackend
{
    private readonly int[] _load = new int[parts.Count];

    public override int WorkerCount => parts.Sum(static part => part.WorkerCount);

    public override int QueuedPerWorker => parts.Max(static part => part.QueuedPerWorker);

    public override int LargestBatch => parts.Min(static part => part.LargestBatch);

    public override TimeSpan TargetBatchTime => parts.Max(static part => part.TargetBatchTime);

    public override IReadOnlyList<object> Workers => [.. parts.SelectMany(static part => part.Workers.Select(worker => new PinnedWorker(part, worker)))];

    public override async Task<IReadOnlyList<object>> AwaitWorkersAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<object>[]> ofAll = Task.WhenAll(parts.Select(part => part.AwaitWorkersAsync(cancellationToken)));
        IReadOnlyList<object>[] workers = await ofAll.OnLibraryThreads();
        return [.. workers.SelectMany((ofPart, part) => ofPart.Select(worker => new PinnedWorker(parts[part], worker)))];
    }

    public override Task OpenAsync(CancellationToken cancellationToken) => Task.WhenAll(parts.Select(part => part.OpenAsync(cancellationToken)));

    public override void Submit<T, R>(Batch<T, R> batch)
    {
        if (batch.Pin is PinnedWorker pinned)
        {
            pinned.Part.Submit(new Batch<T, R>(batch.Call, batch.FirstIndex, batch.Items, batch.Attempt) { Pin = pinned.Worker, History = batch.History });
            return;
        }

        int chosen = LeastLoaded(batch.Call.Settings.Resources);
        Interlocked.Increment(ref _load[chosen]);
        batch.OnEnd(() => Interlocked.Decrement(ref _load[chosen]));
        parts[chosen].Submit(batch);
    }

    public override void Cancel(Call call)
    {
        foreach (PoolBackend part in parts)
        {
            part.Cancel(call);
        }
    }

    public override void Cancel(Batch batch)
    {
        foreach (PoolBackend part in parts)
        {
            part.Cancel(batch);
        }
    }

    public override Task WhenOutputPassed() => Task.WhenAll(parts.Select(static part => part.WhenOutputPassed()));

    public override Task ResizeAsync(int workers, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A pool of several kinds cannot be resized as a whole: which part should grow? Open another pool with the sizes you want.");

    public override Task StopAsync(bool force) => Task.WhenAll(parts.Select(part => part.StopAsync(force)));

    private int LeastLoaded(IReadOnlyList<string> resources)
    {
        int best = -1;
        double bestLoad = double.PositiveInfinity;
        for (int part = 0; part < parts.Count; part++)
        {
            double load = (double)Volatile.Read(ref _load[part]) / parts[part].WorkerCount;
            if (load < bestLoad && labels[part].Any(host => HostLabels.Have(host, resources)))
            {
                (best, bestLoad) = (part, load);
            }
        }

        return Math.Max(best, 0);
    }

    internal sealed record PinnedWorker(PoolBackend Part, object Worker);
}
