using System.Net.Sockets;
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
        new DistributedBackend(workers, options, options.ValueSerializer, options.HeartbeatTimeout, hubOptions =>
        {
            (RuntimeFolder folder, Door door) = OpenDoor();
            Hub? hub = null;
            var launcher = new ProcessLauncher(options, folder, () => hub?.WantedWorkers ?? workers, hubOptions.OnOutput);
            hub = new Hub(hubOptions, launcher, door, workers);
            return hub;
        });

    private static (RuntimeFolder Folder, Door Door) OpenDoor()
    {
        RuntimeFolder? folder = null;
        try
        {
            folder = new RuntimeFolder();
            return (folder, new Door(UnixSockets.Listen(folder.SocketPath), folder.SocketPath));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SocketException or OutOfMemoryException)
        {
            folder?.Dispose();
            throw new PoolOpenException(
                $"The pool could not make its folder and socket in '{Path.GetTempPath()}': {error.Message.TrimEnd('.')}. Let TMPDIR name a folder that this user may write to and that has room, and check the limits of this process on open files and threads.", error);
        }
    }
}
