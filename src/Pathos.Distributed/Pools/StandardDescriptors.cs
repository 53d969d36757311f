using System.Runtime.InteropServices;

namespace Pathos.Distributed;

/// <summary>Tells whether the standard descriptors are those that the program was started with.</summary>
/// <remarks>A program may be started with one of them closed, as <c>program &gt;&amp;-</c> does. Then the runtime gets that number for a
/// pipe of its own before any code of ours runs,
/// and what is written to the console goes there. Such a descriptor closes at an exec, and one that was inherited through an exec
/// cannot.</remarks>
internal static partial class StandardDescriptors
{
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Whether standard output, or standard error, is what the program was given; true where that cannot be told.</summary>
    public static bool AreOurs(bool isError)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        int flags = GetDescriptor(isError ? 2 : 1, GetFlags);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetDescriptor(int descriptor, int command);
}
