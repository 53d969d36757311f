using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Launching;

/// <summary>Ends the reading of pipes that other processes hold open: programs that a task started keep its worker's output for as long as
/// they live.</summary>
/// <remarks>A thread that waits in a read of a pipe cannot be woken, so readers wait here, for their pipe and for the end of this
/// one.</remarks>
internal sealed class PipeStop : IDisposable
{
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
            Span<Descriptors.Request> requests = [new(pipe.DangerousGetHandle()), new(_stop.ClientSafePipeHandle.DangerousGetHandle())];
            _ = Descriptors.WaitForAny(requests, Timeout.InfiniteTimeSpan);
            return !requests[1].IsReady || (requests[0].IsReady && readsAfterStop++ < MostReadsAfterStop);
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
}
