using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pathos.Launching;

/// <summary>A variable by which the processes are known that tasks of a worker started: each inherits it, whatever becomes of its parent,
/// group or session.</summary>
/// <remarks>The worker adds the number of the work that it executes, so that what other items left running is told apart:
/// <c>mark.number</c>.</remarks>
/// <param name="Mark">The worker's mark. It is drawn at random, and every worker has its own.</param>
/// <param name="Work">The number of the work during which the process was started; null when it was started in a way that does not know
/// the number.</param>
internal readonly record struct WorkerMark(string Mark, long? Work)
{
    public const string Variable = "PATHOS_WORKER_PROCESS";

    private const char Separator = '.';

    private static readonly byte[] s_entry = Encoding.ASCII.GetBytes(Variable + "=");

    public static string Draw() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Reads the mark of a process.</summary>
    /// <returns>Null when it has none, has ended, or is not this user's.</returns>
    public static WorkerMark? Of(int process)
    {
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/environ"));
            foreach (Range range in environment.Split((byte)0))
            {
                if (environment[range].StartsWith(s_entry))
                {
                    return Parse(Encoding.UTF8.GetString(environment[range][s_entry.Length..]));
                }
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public override string ToString() => Work is { } work ? string.Create(CultureInfo.InvariantCulture, $"{Mark}{Separator}{work}") : Mark;

    private static WorkerMark Parse(string value) =>
        value.Split(Separator) is [var mark, var number]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long work)
            ? new WorkerMark(mark, work)
            : new WorkerMark(value, null);
}
