using System.Net.Sockets;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The workers of a pool that are processes of this machine.</summary>
internal static class LocalSite
{
    /// <exception cref="PoolOpenException">Their folder or socket could not be made.</exception>
    public static HubSite Open(int workers, ProcessPoolOptions options, Door door, HubOptions hub, IReadOnlyList<string>? labels = null)
    {
        RuntimeFolder? folder = null;
        try
        {
            folder = new RuntimeFolder(RuntimeConfig.OfThisMachine(hub.Program.Settings.Texts));
            var settings = new ProcessSettings(
                options.DotnetPath, options.WorkingDirectory, options.WorkerEnvironment, PoolDepth.OfThisProcess)
            {
                Overrides = LocalOverrides.Find(options.DotnetPath, folder),
            };
            return new HubSite(new ProcessLauncher(settings, folder, door, hub.OnOutput), workers) { Labels = labels ?? [] };
        }
        catch (PoolOpenException)
        {
            folder?.Dispose();
            throw;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SocketException
            or OutOfMemoryException or TaskSchedulerException)
        {
            folder?.Dispose();
            throw new PoolOpenException(
                $"The pool could not make its folder and socket in '{Path.GetTempPath()}': {error.Message.TrimEnd('.')}. Let TMPDIR name a folder that this user may write to and that has room, and check the limits of this process on open files and threads.", error);
        }
    }
}
