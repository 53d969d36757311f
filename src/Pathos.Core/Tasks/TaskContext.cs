namespace Pathos;

/// <summary>What a running task knows about itself.</summary>
/// <remarks>It follows <c>await</c>, <c>Task.Run</c> and threads that the task starts, for as long as the task runs.</remarks>
public sealed class TaskContext
{
    private static readonly AsyncLocal<TaskContext?> s_current = new();
    private static readonly TaskContext s_none = new(null);

    private readonly BatchContext? _batch;
    private readonly ItemToken? _token;
    private System.Random? _random;

    internal TaskContext(BatchContext? batch, ItemToken? token = null, long index = -1)
    {
        _batch = batch;
        _token = token;
        Index = index;
    }

    /// <summary>Gets the context of the running task; outside a task, one that says so and does nothing. Never null.</summary>
    public static TaskContext Current => s_current.Value ?? s_none;

    /// <summary>Gets whether this code runs inside a task of a pool.</summary>
    public bool IsInTask => _batch is not null;

    /// <summary>Gets the index of the task's item in the input; -1 outside a task.</summary>
    public long Index { get; private set; }

    /// <summary>Gets the number of this try, 1 for the first; 0 outside a task.</summary>
    public int Attempt => _batch?.Attempt ?? 0;

    /// <summary>Gets the name of the worker; empty outside a task.</summary>
    public string Worker => _batch?.Worker ?? "";

    /// <summary>Gets the token that is cancelled when the call is cancelled or the item takes too long; <see cref="CancellationToken.None"/> outside a task.</summary>
    public CancellationToken CancellationToken => _token?.Token ?? CancellationToken.None;

    /// <summary>Gets random numbers decided by (seed, index) alone: the same for any worker count, chunking, retry or kind of pool. Outside a task, <see cref="System.Random.Shared"/>.</summary>
    public System.Random Random => _batch is null ? System.Random.Shared : _random ??= new TaskRandom(_batch.Seed, Index);

    internal int Depth => _batch?.Depth ?? 0;

    /// <summary>Gets the cores that a pool opened inside this task may count as its own, or null outside a task.</summary>
    internal int? Cores => _batch?.Cores;

    /// <summary>Tells the caller how far this task has come; it arrives as <see cref="MapProgress.LastReport"/>. Nothing happens outside a task.</summary>
    /// <param name="message">What to say.</param>
    /// <param name="fraction">How much is done, 0 to 1, or null.</param>
    public void Report(string message, double? fraction = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        _batch?.Report?.Invoke(new TaskReport(Index, message, fraction));
    }

    internal static void Enter(TaskContext? context) => s_current.Value = context;

    /// <summary>Moves a context that only one thread runs under to its next item. Setting an async-local for every item would cost more than many items do.</summary>
    internal void MoveTo(long index)
    {
        Index = index;
        _random = null;
    }
}
