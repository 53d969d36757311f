namespace Pathos.Launching;

/// <summary>The sockets that the .NET runtime of a worker puts into its temporary folder for debuggers and tools. A runtime that is killed leaves them there for ever.</summary>
/// <param name="folder">The worker's temporary folder.</param>
/// <param name="process">Its process id.</param>
internal sealed class DiagnosticFiles(string folder, int process)
{
    // A number alone may be somebody else's by the time of the removal; the runtime adds the start time, by which a process is known for ever.
    private readonly string? _startTime = StartTimeOf(process);

    /// <summary>Removes what is left. The process has ended.</summary>
    public void Remove()
    {
        if (_startTime is null)
        {
            return;
        }

        foreach (string name in new[] { $"dotnet-diagnostic-{process}-{_startTime}-socket", $"clr-debug-pipe-{process}-{_startTime}-in", $"clr-debug-pipe-{process}-{_startTime}-out" })
        {
            try
            {
                File.Delete(Path.Combine(folder, name));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The folder is gone or is not ours to tidy up; nothing of the pool depends on it.
            }
        }
    }

    private static string? StartTimeOf(int process)
    {
        try
        {
            // pid (name) state parent ..., of which the start time is the 22nd; a name may hold anything, a closing parenthesis too.
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[22 - 3];
        }
        catch (IOException)
        {
            // It has ended already, or this system has no such file and no such sockets.
            return null;
        }
    }
}
