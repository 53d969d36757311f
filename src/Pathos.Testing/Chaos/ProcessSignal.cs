using System.Runtime.InteropServices;
using Pathos.Distributed;

namespace Pathos;

/// <summary>Signals a worker process, and never another one that has got its number since.</summary>
/// <remarks>
/// A number names a child until the child is reaped, which this process does by itself at any moment; after that it may name anybody. A descriptor names one process for
/// ever. It is opened by number, and then the worker is asked whether it has been reaped: reaping and that answer are decided under one lock of the runtime. If it had not been
/// reaped after the opening, then the number was its own at the opening, and the descriptor is its own for good. The signal goes through the descriptor.
/// </remarks>
internal static partial class ProcessSignal
{
    public const int Kill = 9;
    public const int SegmentationFault = 11;
    public const int Stop = 19;

    // The same numbers on every architecture.
    private const nint SendSignalCall = 424;
    private const nint OpenCall = 434;

    /// <returns>False when the worker had ended before.</returns>
    public static bool TrySend(LaunchedWorker worker, int signal)
    {
        int descriptor = (int)System(OpenCall, worker.ProcessId!.Value, 0, 0, 0);
        if (descriptor < 0)
        {
            return false;
        }

        try
        {
            return !worker.HasEnded && System(SendSignalCall, descriptor, signal, 0, 0) == 0;
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint System(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
