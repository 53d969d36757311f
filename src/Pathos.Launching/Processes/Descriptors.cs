using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pathos.Launching;

/// <summary>Waits for descriptors of this process.</summary>
internal static partial class Descriptors
{
    private const short Readable = 1;
    private const int Interrupted = 4;

    /// <summary>Waits until one of the descriptors can be read, or is at its end.</summary>
    /// <param name="requests">The descriptors. Afterwards they say which are ready.</param>
    /// <param name="bound">How long, or <see cref="Timeout.InfiniteTimeSpan"/>. A signal that comes between does not end the wait.</param>
    /// <returns>Whether any is ready.</returns>
    public static bool WaitForAny(Span<Request> requests, TimeSpan bound)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            double left = (bound - Stopwatch.GetElapsedTime(start)).TotalMilliseconds;
            int ready = Poll(requests, (nuint)requests.Length, bound == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Max(0, left));
            if (ready >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
            {
                return ready > 0;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(Span<Request> requests, nuint count, int milliseconds);

    /// <summary>A descriptor that is waited for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Request(nint descriptor)
    {
        private readonly int _descriptor = (int)descriptor;
        private readonly short _wanted = Readable;
        private readonly short _returned;

        /// <summary>Gets whether it can be read, or is at its end.</summary>
        public readonly bool IsReady => _returned != 0;
    }
}
