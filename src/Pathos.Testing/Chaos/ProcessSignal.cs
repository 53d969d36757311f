using Pathos.Distributed;
using Pathos.Launching;

namespace Pathos;

/// <summary>Signals a worker process, and never another one that has got its number since.</summary>
/// <remarks>
/// A number names a child until the child is reaped, which this process does by itself at any moment; after that it may name anybody. So a descriptor is opened by number, and
/// then the worker is asked whether it has been reaped: reaping and that answer are decided under one lock of the runtime.
/// </remarks>
internal static class ProcessSignal
{
    public const int Kill = 9;
    public const int SegmentationFault = 11;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <returns>False when the worker had ended before.</returns>
    public static bool TrySend(LaunchedWorker worker, int signal)
    {
        using ProcessHandle? descriptor = ProcessHandle.Open(worker.ProcessId!.Value);
        return descriptor is not null && !worker.HasEnded && descriptor.TrySend(signal);
    }
}
