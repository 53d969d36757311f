namespace Pathos.Launching;

/// <summary>The sockets that the .NET runtime of a process puts into its temporary folder for debuggers and tools. A runtime that is
/// killed leaves them there for ever.</summary>
internal static class DiagnosticFiles
{
    /// <summary>Removes what is left of a process that has ended, or is about to.</summary>
    public static void Remove(ProcessRecord process)
    {
        if (process.StartTime < 0)
        {
            return;
        }

        // A number alone may be another process's by now; with the start time it names this one for ever.
        string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{process.ProcessId}-{process.StartTime}");
        foreach (string file in new[] { $"dotnet-diagnostic-{name}-socket", $"clr-debug-pipe-{name}-in", $"clr-debug-pipe-{name}-out" })
        {
            try
            {
                File.Delete(Path.Combine(process.TemporaryFolder, file));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The folder is gone or is not ours to tidy up; nothing of the pool depends on it.
            }
        }
    }
}
