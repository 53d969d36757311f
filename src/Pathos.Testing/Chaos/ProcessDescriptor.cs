using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathos;

/// <summary>A descriptor of one process, which never comes to mean another one that has got its number since.</summary>
/// <remarks>
/// Opened by number, it may already be that other one: whoever opens it asks afterwards whether the process of that number is still the one that was meant. If it is, the
/// number was its own at the opening, and the descriptor is its own for good.
/// </remarks>
internal sealed partial class ProcessDescriptor : SafeHandleMinusOneIsInvalid
{
    // The same numbers on every architecture.
    private const nint SendSignalCall = 424;
    private const nint OpenCall = 434;
    private const short Readable = 1;

    private ProcessDescriptor(nint descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <returns>Null when there is no such process.</returns>
    public static ProcessDescriptor? Open(int processId)
    {
        nint descriptor = System(OpenCall, processId, 0, 0, 0);
        return descriptor < 0 ? null : new ProcessDescriptor(descriptor);
    }

    /// <returns>False when it has ended before.</returns>
    public bool TrySend(int signal) => System(SendSignalCall, handle, signal, 0, 0) == 0;

    /// <summary>Waits until the process has ended; it may be a zombie then.</summary>
    public bool WaitForEnd(TimeSpan bound)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            var wanted = new PollRequest { Descriptor = (int)handle, Events = Readable };
            double left = (bound - Stopwatch.GetElapsedTime(start)).TotalMilliseconds;
            int ready = Poll(ref wanted, 1, (int)Math.Max(0, left));

            // Below 0 a signal came between: go on for the rest of the time.
            if (ready >= 0)
            {
                return ready > 0;
            }
        }
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint System(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollRequest requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
