using Pathos.Launching;

namespace Pathos;

/// <summary>How a pool of worker processes on this machine is opened and kept.</summary>
public record ProcessPoolOptions : PoolOptions
{
    /// <summary>Makes the default options.</summary>
    public ProcessPoolOptions()
    {
    }

    private ProcessPoolOptions(PoolOptions options)
        : base(options)
    {
    }

    /// <summary>Gets how long a worker that holds work may stay silent before it is given up. Default 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative, or longer than a timer can wait (49 days). <see
    /// cref="Timeout.InfiniteTimeSpan"/> gives up no worker for its silence.</exception>
    public TimeSpan HeartbeatTimeout
    {
        get;
        init
        {
            RequireWaitable(value, nameof(HeartbeatTimeout));
            ArgumentOutOfRangeException.ThrowIfEqual(value, TimeSpan.Zero, nameof(HeartbeatTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>Gets a serialiser for data types that it claims; others travel as usual. It must be able to travel itself. Null, the
    /// default: none.</summary>
    public IValueSerializer? ValueSerializer { get; init; }

    /// <summary>Gets whether functions may return code: delegates, iterators, methods, and types that run code while they are rebuilt.
    /// Default false: what workers send is only data.</summary>
    /// <remarks>For workers of this machine alone, which run as this user: a pool with workers elsewhere is an
    /// <see cref="ArgumentException"/> with it.</remarks>
    public bool ResultsMayHoldCode { get; init; }

    /// <summary>Gets the <c>dotnet</c> program that runs the workers. Null, the default: the one that runs this process, else the one of
    /// DOTNET_ROOT or PATH.</summary>
    public string? DotnetPath { get; init; }

    /// <summary>Gets how long a worker that is told to go may take for its exit handlers (<see cref="AppDomain.ProcessExit"/>) before it
    /// is ended. Default 5 seconds.</summary>
    /// <remarks>
    /// A worker is told to go when its pool is joined or disposed, gets smaller, or replaces it. Joining and disposing wait for the
    /// handlers. A worker is ended at once, without its handlers,
    /// when its pool is terminated, when it is given up, and when the program of its pool is gone.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a timer can wait (49 days). <see
    /// cref="Timeout.InfiniteTimeSpan"/> waits for ever.</exception>
    public TimeSpan ExitGrace
    {
        get;
        init
        {
            RequireWaitable(value, nameof(ExitGrace));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Gets whether processes that a task started live on when the task times out, is cancelled, or loses its worker. Default
    /// false: they end with it, and all that they started.</summary>
    /// <remarks>
    /// Processes of a task that ends by itself always live on, with an error or without. They are known by a variable that they inherit
    /// (<c>PATHOS_WORKER_PROCESS</c>), whatever group, session or parent they have; those that cleared their
    /// environment are found by their parents, as long as the worker lives. Of tasks that run at the same time on one worker (<see
    /// cref="MapOptions.ConcurrencyPerWorker"/>) it cannot be told which one
    /// started a process: their processes end when the whole batch is cancelled or loses its worker, and not when one of them times out
    /// and returns. On other systems than Linux they end only with their worker.
    /// </remarks>
    public bool KeepTaskProcesses { get; init; }

    /// <summary>Gets what workers find in their environment beside what they inherit.</summary>
    internal IReadOnlyDictionary<string, string?> WorkerEnvironment
    {
        get
        {
            var environment = new Dictionary<string, string?>(
                Environment ?? new Dictionary<string, string?>(StringComparer.Ordinal), StringComparer.Ordinal);
            if (KeepTaskProcesses)
            {
                // Without the mark they are processes like any other.
                environment[WorkerMark.Variable] = null;
            }

            return environment;
        }
    }

    internal static ProcessPoolOptions From(PoolOptions options) => new(options);
}
