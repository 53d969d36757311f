using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Launching;

/// <summary>Ends the reading of pipes that other processes hold open: programs that a task started keep its worker's output for as long as
/// they live.</summary>
/// <remarks>A thread that waits in a read of a pipe cannot be woken, so readers wait here, for their pipe and for the end of this
/// one.</remarks>
internal sealed partial class PipeStop : IDisposable
{
    private const short Readable = 1;
    private const int Interrupted = 4;

    // What the pipe holds at the stop is still read, and no more than that from a program that goes on writing: a pipe holds 64 KiB.
    private const int MostReadsAfterStop = 16;

    private readonly AnonymousPipeServerStream _stop = new(PipeDirection.Out);

    /// <summary>Stops the readers: each takes what its pipe holds already, and ends.</summary>
    public void Stop() => _stop.Dispose();

    /// <summary>Lets go of this end. The readers have ended.</summary>
    public void Dispose()
    {
        Stop();
        _stop.ClientSafePipeHandle.Dispose();
    }

    /// <summary>Waits until a pipe can be read.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="readsAfterStop">Counts the reads after the stop, for the caller.</param>
    /// <returns>False when the reading is stopped.</returns>
    public bool WaitForData(SafePipeHandle pipe, ref int readsAfterStop)
    {
        // Windows has no such wait: a reader ends there with the last process that holds the pipe.
        return OperatingSystem.IsWindows() || PollBoth(pipe, ref readsAfterStop);
    }

    private bool PollBoth(SafePipeHandle pipe, ref int readsAfterStop)
    {
        bool isHeld = false;
        bool isStopHeld = false;
        try
        {
            pipe.DangerousAddRef(ref isHeld);
            _stop.ClientSafePipeHandle.DangerousAddRef(ref isStopHeld);
            Span<PollRequest> requests =
            [
                new() { Descriptor = (int)pipe.DangerousGetHandle(), Events = Readable },
                new() { Descriptor = (int)_stop.ClientSafePipeHandle.DangerousGetHandle(), Events = Readable },
            ];
            while (Poll(requests, (nuint)requests.Length, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
            }

            if (requests[1].Returned != 0)
            {
                return requests[0].Returned != 0 && readsAfterStop++ < MostReadsAfterStop;
            }

            return true;
        }
        finally
        {
            if (isHeld)
            {
                pipe.DangerousRelease();
            }

            if (isStopHeld)
            {
                _stop.ClientSafePipeHandle.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(Span<PollRequest> requests, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
