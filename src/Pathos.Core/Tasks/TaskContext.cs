namespace Pathos;

/// <summary>What a running task knows about itself.</summary>
/// <remarks>It follows <c>await</c>, <c>Task.Run</c> and threads that the task starts. Work that outlives its task keeps the context of
/// that task.</remarks>
public sealed class TaskContext
{
    private static readonly AsyncLocal<TaskContext?> s_current = new();
    private static readonly TaskContext s_none = new(null);
    private static readonly object s_cancelled = new();

    private readonly BatchContext? _batch;
    private System.Random? _random;

    // The source of the token, made only when someone asks for it, as most tasks never do; before that, null or the mark that the task
    // was cancelled.
    private object? _cancellation;

    internal TaskContext(BatchContext? batch, long index = -1)
    {
        _batch = batch;
        Index = index;
    }

    /// <summary>Gets the context of the running task; outside a task, one that says so and does nothing. Never null.</summary>
    public static TaskContext Current => s_current.Value ?? s_none;

    /// <summary>Gets whether this code runs inside a task of a pool.</summary>
    public bool IsInTask => _batch is not null;

    /// <summary>Gets the index of the task's item in the input; -1 outside a task.</summary>
    public long Index { get; }

    /// <summary>Gets the number of this try, 1 for the first; 0 outside a task.</summary>
    public int Attempt => _batch?.Attempt ?? 0;

    /// <summary>Gets the name of the worker; empty outside a task.</summary>
    public string Worker => _batch?.Worker ?? "";

    /// <summary>Gets the token that is cancelled when the call is cancelled or the item takes too long; <see cref="CancellationToken.None"/> outside a task.</summary>
    public CancellationToken CancellationToken => _batch is null ? CancellationToken.None : Source().Token;

    /// <summary>Gets random numbers decided by (seed, index) alone: the same for any worker count, chunking, retry or kind of pool. Outside a task, <see cref="System.Random.Shared"/>.</summary>
    public System.Random Random => _batch is null ? System.Random.Shared : _random ??= new TaskRandom(_batch.Seed, Index);

    internal int Depth => _batch?.Depth ?? 0;

    /// <summary>Gets the batch that the hub of this worker process knows; 0 where there is none.</summary>
    internal long HubBatchId => _batch?.HubBatchId ?? 0;

    /// <summary>Gets the cores that a pool opened inside this task may count as its own, or null outside a task.</summary>
    internal int? Cores => _batch?.Cores;

    /// <summary>Gets or sets the activity that the task runs in; null where its caller had none.</summary>
    internal IDisposable? Activity { get; set; }

    /// <summary>Tells the caller how far this task has come; it arrives as <see cref="MapProgress.LastReport"/>. Nothing happens outside a task.</summary>
    /// <param name="message">What to say.</param>
    /// <param name="fraction">How much is done, 0 to 1, or null.</param>
    public void Report(string message, double? fraction = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        _batch?.Report?.Invoke(new TaskReport(Index, message, fraction));
    }

    internal static void Enter(TaskContext context) => s_current.Value = context;

    /// <summary>Cancels the task. The user's callbacks run on the thread pool, never on the thread that watches or reads.</summary>
    internal void Cancel()
    {
        var source = Interlocked.CompareExchange(ref _cancellation, s_cancelled, null) as CancellationTokenSource;

        // Callbacks that throw are the user's; the task that registered them still ends, or is given up after its grace.
        source?.CancelAsync().ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    internal void EndActivity()
    {
        try
        {
            Activity?.Dispose();
        }
        catch (Exception)
        {
            // A listener of the user's threw. The task has ended as it has, and what listens to it does not change that.
        }
    }

    private CancellationTokenSource Source()
    {
        while (true)
        {
            object? known = Volatile.Read(ref _cancellation);
            if (known is CancellationTokenSource source)
            {
                return source;
            }

            // Not disposed: code that outlives the task may still hold its token.
            var made = new CancellationTokenSource();
            if (known is not null)
            {
                made.Cancel();
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _cancellation, made, known), known))
            {
                return made;
            }
        }
    }
}
