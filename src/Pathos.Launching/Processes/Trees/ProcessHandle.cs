using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Launching;

/// <summary>A descriptor of one process (Linux), which never comes to mean another one that has got its number since.</summary>
/// <remarks>
/// Opened by number, it may already mean that other process. So the caller reads what it must know of that number after the opening. If
/// the descriptor's process still runs then, what was
/// read is about that process; if not, a signal through the descriptor reaches no process at all.
/// </remarks>
internal sealed partial class ProcessHandle : SafeHandleMinusOneIsInvalid
{
    // The same numbers on every architecture.
    private const nint SendSignalCall = 424;
    private const nint OpenCall = 434;
    private const int KillSignal = 9;

    private ProcessHandle(int process, nint descriptor)
        : base(ownsHandle: true)
    {
        Id = process;
        SetHandle(descriptor);
    }

    /// <summary>Gets the number by which it was opened.</summary>
    public int Id { get; }

    /// <summary>Gets whether the process has ended.</summary>
    public bool HasEnded => WaitForEnd(TimeSpan.Zero);

    /// <returns>Null when there is no such process, or the system has no such descriptors: before Linux 5.3, and elsewhere.</returns>
    public static ProcessHandle? Open(int process)
    {
        // Elsewhere the number of the call means another one.
        nint descriptor = OperatingSystem.IsLinux() ? System(OpenCall, process, 0, 0, 0) : -1;
        return descriptor < 0 ? null : new ProcessHandle(process, descriptor);
    }

    /// <returns>False when it has ended before, or is not this user's to kill.</returns>
    public bool TryKill() => TrySend(KillSignal);

    /// <returns>False when it has ended before, or is not this user's to signal.</returns>
    public bool TrySend(int signal) => System(SendSignalCall, handle, signal, 0, 0) == 0;

    /// <summary>Waits until the process has ended; it may be a zombie then.</summary>
    /// <returns>Whether it ended within the bound.</returns>
    public bool WaitForEnd(TimeSpan bound)
    {
        Span<Descriptors.Request> wanted = [new(handle)];
        return Descriptors.WaitForAny(wanted, bound);
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint System(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
