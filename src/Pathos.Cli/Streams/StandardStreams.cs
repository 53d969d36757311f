using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Pathos.Cli.Streams;

/// <summary>Sees to it that standard output and error may be closed, full or slow, and no command dies of it.</summary>
internal static class StandardStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    // As /proc shows it, in octal: such a descriptor would not have lived through the exec that started this program.
    private const int CloseOnExec = 0x80000;

    // Held so that no file or socket of this process ever gets the number of a stream that was closed.
    private static readonly List<SafeFileHandle> s_placeholders = [];

    private static LossyError? s_errors;

    /// <summary>Called before anything is opened or printed.</summary>
    public static void Secure()
    {
        for (int number = 0; number <= StandardError && OperatingSystem.IsLinux(); number++)
        {
            if (!File.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{number}")))
            {
                s_placeholders.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
            }
        }

        Console.SetOut(new NamedOutput(IsGiven(StandardOutput) ? Console.Out : null));
        s_errors = IsGiven(StandardError) ? new LossyError(Console.Error) : null;
        Console.SetError(s_errors ?? TextWriter.Null);
    }

    /// <summary>Writes a line to standard error; false when it is lost.</summary>
    public static bool TryWriteError(string line)
    {
        // The queue of the log is the only writer while a server runs.
        return s_errors?.TryWriteLine(line) == true;
    }

    /// <summary>Whether a stream is what the program was started with. One that was closed is a file of ours by now, or one that the
    /// runtime opened before our first line ran: what is printed must not go there.</summary>
    private static bool IsGiven(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            string flags = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{number}"))
                .First(static line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
            return (Convert.ToInt32(flags, 8) & CloseOnExec) == 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without /proc this cannot be told.
            return true;
        }
    }
}
