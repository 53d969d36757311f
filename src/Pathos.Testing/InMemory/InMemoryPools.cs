using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos;

/// <summary>Opens pools whose hub and workers live in this process and still serialise everything: the whole distributed half, in one debugger.</summary>
public static class InMemoryPools
{
    extension(Pool)
    {
        /// <summary>Opens a pool with a real hub, real connections and real serialisation, whose workers are threads of this process.</summary>
        /// <param name="workers">How many.</param>
        /// <param name="options">How to open it; null for the defaults. Those of process pools tell their heartbeat timeout too.</param>
        /// <param name="faults">What is wrong with the connections between hub and workers; null, the default, for nothing.</param>
        /// <returns>The pool.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is negative.</exception>
        public static Pool InMemory(int workers = 2, PoolOptions? options = null, WireFaults? faults = null)
        {
            int count = WorkerCounts.Check(workers, nameof(workers));
            options ??= new PoolOptions();
            TimeSpan heartbeatTimeout = (options as ProcessPoolOptions ?? new ProcessPoolOptions()).HeartbeatTimeout;
            return new Pool([$"local/{count}"], options, () => new DistributedBackend(count, options, values: null, heartbeatTimeout, hubOptions =>
            {
                var folder = new RuntimeFolder();
                return new Hub(hubOptions, new ThreadLauncher(folder, faults), new Door(UnixSockets.Listen(folder.SocketPath), folder.SocketPath), count);
            }));
        }
    }
}
