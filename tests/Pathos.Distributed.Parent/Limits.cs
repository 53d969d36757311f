using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Pathos.Distributed.Parent;

/// <summary>Limits of the system on this process and its children, lowered for good.</summary>
internal static partial class Limits
{
    private const int Processes = 6;
    private const int Descriptors = 7;

    public static void SetDescriptors(int limit) => Set(Descriptors, limit);

    /// <summary>Limits the processes and threads of this process's user, who must not be root.</summary>
    public static void SetProcesses(int limit) => Set(Processes, limit);

    private static void Set(int resource, int limit)
    {
        var both = new Limit { Soft = limit, Hard = limit };
        if (SetLimit(resource, both) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nint Soft;
        public nint Hard;
    }
}
