using System.Globalization;

namespace Pathos.Launching;

/// <summary>What the system says of a process of this machine, where it has <c>/proc</c>.</summary>
/// <param name="Parent">The process id of its parent.</param>
/// <param name="StartTime">When it was started, in ticks since the system was. With its process id it names the process for ever.</param>
/// <param name="IsEnding">Whether its end has begun, whatever the cause: nothing changes that any more.</param>
internal readonly record struct ProcessStat(int Parent, long StartTime, bool IsEnding)
{
    /// <summary>The ticks of a second, the same on every Linux.</summary>
    public const int TicksPerSecond = 100;

    // Set by the kernel as the first act of an end (PF_EXITING).
    private const long EndingFlag = 4;

    // pid (name) state parent group session terminal group flags ...: counted from the state, which comes after the name.
    private const int ParentField = 1;
    private const int FlagsField = 6;
    private const int StartField = 19;

    /// <returns>Null when there is no such process, or the system does not tell.</returns>
    public static ProcessStat? Of(int process)
    {
        try
        {
            // A name may hold anything, a closing parenthesis too.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            bool isEnding = fields[0] is "Z" or "X" || (Number(fields[FlagsField]) & EndingFlag) != 0;
            return new ProcessStat((int)Number(fields[ParentField]), Number(fields[StartField]), isEnding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Tells whether the process that was started then runs: not another one that has its number since, and not one that is
    /// ending.</summary>
    public static bool IsRunning(int process, long startTime) => Of(process) is { IsEnding: false } stat && stat.StartTime == startTime;

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
