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
            ProcessPoolOptions processOptions = options as ProcessPoolOptions ?? ProcessPoolOptions.From(options ?? new PoolOptions());
            return new Pool([$"local/{count}"], processOptions, () => new DistributedBackend(count, processOptions, hubOptions =>
            {
                var door = new Door(LibraryTime.Shared);
                return new Hub(hubOptions, door, new HubSite(new ThreadLauncher(door, faults), count));
            }));
        }
    }
}
