using System.Globalization;

namespace Pathos.Launching;

/// <summary>What a pool's folder says of one of its processes, for the process that clears up after all of them were killed.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="StartTime">When it was started; -1 where the system does not tell, and then nothing of it can be told from
/// another's.</param>
/// <param name="TemporaryFolder">Where its runtime keeps sockets for debuggers.</param>
/// <param name="Mark">The mark of what its tasks start; empty for none.</param>
internal sealed record ProcessRecord(int ProcessId, long StartTime, string TemporaryFolder, string Mark)
{
    private const string UsualFolder = "/tmp";

    /// <summary>Gets whether it runs. A process that has begun to end does not.</summary>
    public bool IsRunning => ProcessStat.IsRunning(ProcessId, StartTime);

    public static ProcessRecord OfThisProcess() => Of(Environment.ProcessId, Environment.GetEnvironmentVariable("TMPDIR"), mark: "");

    /// <param name="process">A process that has not been reaped.</param>
    /// <param name="temporaryFolder">Its TMPDIR.</param>
    /// <param name="mark">Its mark.</param>
    public static ProcessRecord Of(int process, string? temporaryFolder, string mark) =>
        new(process, ProcessStat.Of(process)?.StartTime ?? -1, string.IsNullOrEmpty(temporaryFolder) ? UsualFolder : temporaryFolder, mark);

    /// <returns>Null when it was not written to its end.</returns>
    public static ProcessRecord? Read(Stream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        string[] lines = reader.ReadToEnd().Split('\n');
        return lines is [var process, var start, var folder, var mark, ""]
            && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && long.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long startTime)
                ? new ProcessRecord(id, startTime, folder, mark)
                : null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{ProcessId}\n{StartTime}\n{TemporaryFolder}\n{Mark}\n");
}
