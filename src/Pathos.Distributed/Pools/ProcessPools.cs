using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos;

/// <summary>Opens pools of worker processes.</summary>
public static class ProcessPools
{
    extension(Pool)
    {
        /// <summary>Opens a pool of worker processes on this machine.</summary>
        /// <param name="workers">How many; null, the default, for as many as this process may use cores; 0 for none yet.</param>
        /// <param name="options">How to open it; null for the defaults.</param>
        /// <returns>The pool; its workers start in the background.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is negative.</exception>
        public static Pool Processes(int? workers = null, ProcessPoolOptions? options = null)
        {
            int count = WorkerCounts.Check(workers, nameof(workers));
            options ??= new ProcessPoolOptions();
            return new Pool([$"local/{count}"], options, () => Create(count, options));
        }
    }

    internal static PoolBackend Create(int workers, ProcessPoolOptions options) =>
        new DistributedBackend(workers, options, hubOptions =>
        {
            var door = new Door(LibraryTime.Shared);
            return new Hub(hubOptions, door, LocalSite.Open(workers, options, door, hubOptions));
        });
}
