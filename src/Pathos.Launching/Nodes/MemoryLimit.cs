using System.Diagnostics;
using System.Globalization;

namespace Pathos.Launching;

/// <summary>How much memory each worker of a node may have, whatever its pool says: .NET itself refuses more, and a worker that takes it
/// in another way is ended.</summary>
internal sealed class MemoryLimit : IDisposable
{
    private const double Mega = 1 << 20;

    // What a process of .NET has beside the heap of its program.
    private const long BesideTheHeap = 48 << 20;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly long _bytes;
    private readonly NodeWorkers _workers;
    private readonly ITimer _timer;

    public MemoryLimit(long bytes, NodeWorkers workers)
    {
        _bytes = bytes;
        _workers = workers;
        _timer = LibraryTime.Shared.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    /// <summary>Tells the runtime of workers. A task that wants more gets an exception, and its worker stays.</summary>
    public void AddTo(Dictionary<string, string?> environment)
    {
        // In any spelling, a pool's own would undo it.
        foreach (string name in environment.Keys.Where(static name => name.Contains("GCHeapHardLimit", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            environment[name] = null;
        }

        long heap = Math.Max(_bytes - BesideTheHeap, _bytes / 2);
        environment["DOTNET_GCHeapHardLimit"] = heap.ToString("X", CultureInfo.InvariantCulture);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (LaunchedWorker worker in _workers.Running())
        {
            if (BytesOf(worker) is var bytes && bytes > _bytes)
            {
                worker.RememberErrorLine(string.Create(
                    CultureInfo.InvariantCulture, $"The worker used {bytes / Mega:F0} MB, more than the {_bytes / Mega:F0} MB that this server allows each worker, and was ended."));
                worker.Kill();
            }
        }
    }

    private static long BytesOf(LaunchedWorker worker)
    {
        try
        {
            using var process = Process.GetProcessById(worker.ProcessId ?? 0);
            return worker.HasEnded ? 0 : process.WorkingSet64;
        }
        catch (Exception error)
            when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception or IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
