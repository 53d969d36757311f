using System.Diagnostics.CodeAnalysis;

namespace Pathos;

/// <summary>Workers, somewhere, that run your functions. The verbs are the same whether the pool runs them on the calling thread, on threads, on processes or on other machines.</summary>
/// <remarks>
/// Factories return at once and start the workers in the background; the first verb, or <see cref="ReadyAsync"/>, throws when that failed.
/// All members may be called from any thread at any time. Dispose the pool when done: nothing of it is left then.
/// </remarks>
/// <example><code>
/// await using Pool pool = Pool.Threads();
/// int[] squares = pool.Map(x => x * x, [1, 2, 3]);
/// </code></example>
[SuppressMessage("Design", "CA1724", Justification = "The type carries the name of the thing.")]
public sealed partial class Pool : IAsyncDisposable, IDisposable
{
    private readonly Func<PoolBackend> _createBackend;

    internal Pool(IReadOnlyList<string> specs, PoolOptions options, Func<PoolBackend> createBackend)
    {
        Specs = specs;
        Options = options;
        Name = options.Name ?? string.Join('+', specs);
        WorkerGate.Check();
        Depth = PoolDepth.Enter(Name);
        _createBackend = createBackend;
        Start();
    }

    /// <summary>Gets the pool's name.</summary>
    public string Name { get; }

    /// <summary>Gets how the pool was opened.</summary>
    public PoolOptions Options { get; }

    /// <summary>Gets whether the pool takes work.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _state == PoolState.Open;
            }
        }
    }

    /// <summary>Gets how many workers the pool has, or will have when it is ready; 0 when it is closed for good.</summary>
    public int WorkerCount
    {
        get
        {
            lock (_gate)
            {
                return _state == PoolState.Ended ? 0 : _backend!.WorkerCount;
            }
        }
    }

    /// <summary>Gets the host specs that open the same pool elsewhere: what travels when a task captures a pool.</summary>
    internal IReadOnlyList<string> Specs { get; }

    /// <summary>Gets how many pools this one is inside of.</summary>
    internal int Depth { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({WorkerCount} workers)";

    /// <summary>Wraps a value that many tasks use, so that it is sent to each worker once instead of with every closure that captures it.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value. It must not change while tasks use it.</param>
    /// <returns>What to capture; its <see cref="Broadcast{T}.Value"/> is the value, there and here.</returns>
    [SuppressMessage("Performance", "CA1822", Justification = "A broadcast belongs to the pool that sends it.")]
    public Broadcast<T> Broadcast<T>(T value) => new(value);
}
