using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Pathos.Distributed.Parent;

/// <summary>Limits of the system on this process and its children, lowered for good unless it says otherwise.</summary>
internal static partial class Limits
{
    private const int Processes = 6;
    private const int Descriptors = 7;

    public static void SetDescriptors(int limit) => Set(Descriptors, limit);

    /// <summary>Limits the processes and threads of this process's user, who must not be root.</summary>
    public static void SetProcesses(int limit) => Set(Processes, limit);

    /// <summary>Lets no descriptor be opened any more, until that is undone. What is open stays open.</summary>
    /// <returns>What undoes it.</returns>
    public static Action ForbidDescriptors()
    {
        if (GetLimit(Descriptors, out Limit before) != 0 || SetLimit(Descriptors, before with { Soft = 0 }) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return () => _ = SetLimit(Descriptors, before);
    }

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

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nint Soft;
        public nint Hard;
    }
}
