using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Cli;

/// <summary>Tells whether this program may open the files that it consists of. Where it may not, .NET would say of some assembly that it
/// cannot be found, and abort.</summary>
/// <remarks>So nothing is used here but what the runtime has loaded for itself: no console, no LINQ, nothing of ours. Where it may open
/// fewer than about twenty, the runtime does not start, and nothing of this runs.</remarks>
internal static class FewDescriptors
{
    public const int ExitCode = 1;

    // Assemblies, standard streams and signals of the largest command, up to its first words.
    private const int Needed = 36;

    private const int StandardError = 2;

    /// <summary>True when there are too few, and then standard error says so.</summary>
    public static bool AreTold()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var opened = new SafeFileHandle?[Needed];
        try
        {
            for (int i = 0; i < opened.Length; i++)
            {
                opened[i] = File.OpenHandle("/dev/null");
            }

            return false;
        }
        catch (IOException)
        {
            // Said below, when there is a descriptor again.
        }
        catch (UnauthorizedAccessException)
        {
            // A system that does not let anybody look says nothing of descriptors either.
            return false;
        }
        finally
        {
            foreach (SafeFileHandle? handle in opened)
            {
                handle?.Dispose();
            }
        }

        Say("pathos: this program may open too few files at a time. Raise the limit (ulimit -n, or LimitNOFILE of a service).\n");
        return true;
    }

    private static void Say(string line)
    {
        try
        {
            using var handle = new SafeFileHandle(StandardError, ownsHandle: false);
            using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // There is no reader to be told.
        }
    }
}
