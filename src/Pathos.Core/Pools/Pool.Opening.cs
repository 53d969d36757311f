namespace Pathos;

public sealed partial class Pool
{
    /// <summary>The work that a batch for a thread should hold: enough to forget what handing it over costs, and little enough to share out well.</summary>
    internal static readonly TimeSpan ThreadBatchTime = TimeSpan.FromMilliseconds(2);

    /// <summary>Opens a pool that runs everything on the calling thread: for debugging, and where nothing else is allowed.</summary>
    /// <param name="options">How to open it; null for the defaults.</param>
    /// <returns>The pool.</returns>
    public static Pool Serial(PoolOptions? options = null)
    {
        options ??= new PoolOptions();
        return new Pool(["serial"], options, () => new SerialBackend(options));
    }

    /// <summary>Opens a pool of threads of its own in this process.</summary>
    /// <param name="workers">How many; null, the default, for as many as this process may use cores; 0 for none yet.</param>
    /// <param name="options">How to open it; null for the defaults.</param>
    /// <returns>The pool; its threads start in the background.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is negative.</exception>
    public static Pool Threads(int? workers = null, PoolOptions? options = null)
    {
        int count = WorkerCounts.Check(workers, nameof(workers));
        options ??= new PoolOptions();
        return new Pool([$"threads/{count}"], options, () => new ThreadsBackend(count, options, options.Name ?? "thread", ThreadBatchTime, WorkerCounts.Default));
    }

    /// <summary>Opens one pool over any mix of hosts.</summary>
    /// <param name="specs">Host specs, <c>[scheme://][user@]host[:port][/workers][?key=value&amp;...]</c>: for example <c>serial</c>, <c>threads/4</c>, <c>local/4</c>.</param>
    /// <returns>The pool; its workers start in the background.</returns>
    /// <exception cref="HostSpecException">A spec is not well formed, or names an unknown scheme; it points at the character.</exception>
    public static Pool Open(params ReadOnlySpan<string> specs) => Open(new PoolOptions(), specs);

    /// <inheritdoc cref="Open(ReadOnlySpan{string})"/>
    /// <param name="options">How to open it.</param>
    /// <param name="specs">Host specs.</param>
    public static Pool Open(PoolOptions options, params ReadOnlySpan<string> specs)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (specs.IsEmpty)
        {
            throw new ArgumentException("Name at least one host spec, for example \"local/4\".", nameof(specs));
        }

        HostSpec[] parsed = [.. specs.ToArray().Select(HostSpec.Parse)];
        Func<PoolBackend> create = HostSchemes.Compose(parsed, options);
        return new Pool([.. parsed.Select(static spec => spec.ToString())], options, create);
    }

    /// <summary>Opens one pool over any mix of hosts and waits until it is ready.</summary>
    /// <param name="specs">Host specs, as for <see cref="Open(ReadOnlySpan{string})"/>.</param>
    /// <returns>The pool, every worker ready.</returns>
    /// <exception cref="HostSpecException">A spec is not well formed, or names an unknown scheme.</exception>
    /// <exception cref="PoolOpenException">A worker could not be started.</exception>
    public static Task<Pool> OpenAsync(params string[] specs) => OpenAsync(new PoolOptions(), specs);

    /// <inheritdoc cref="OpenAsync(string[])"/>
    /// <param name="options">How to open it.</param>
    /// <param name="specs">Host specs.</param>
    public static async Task<Pool> OpenAsync(PoolOptions options, params string[] specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        Pool pool = Open(options, specs);
        try
        {
            await pool.ReadyAsync().OnLibraryThreads();
            return pool;
        }
        catch
        {
            await pool.DisposeAsync().OnLibraryThreads();
            throw;
        }
    }
}
