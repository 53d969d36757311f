using System.Globalization;
using System.Text;

namespace Pathos;

/// <summary>A process as the system lists it at one moment.</summary>
internal readonly record struct SessionProcess(int Id, int Parent, string Program)
{
    /// <summary>Gets its arguments, with spaces between them; empty when it has ended meanwhile.</summary>
    public string CommandLine => Encoding.UTF8.GetString(Read(Id, "cmdline") ?? []).TrimEnd('\0').Replace('\0', ' ');

    /// <summary>Lists the processes that have not ended.</summary>
    public static List<SessionProcess> All()
    {
        List<SessionProcess> all = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Find(id) is { } process)
            {
                all.Add(process);
            }
        }

        return all;
    }

    /// <returns>Null when it has ended.</returns>
    public static SessionProcess? Find(int id)
    {
        if (Read(id, "stat") is not { } bytes)
        {
            return null;
        }

        // The name stands in parentheses and may hold anything, parentheses too; state and parent follow the last one.
        string stat = Encoding.UTF8.GetString(bytes);
        int open = stat.IndexOf('(', StringComparison.Ordinal), close = stat.LastIndexOf(')');
        string[] rest = stat[(close + 2)..].Split(' ');
        return rest[0] is "Z" or "X" ? null : new SessionProcess(id, int.Parse(rest[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), stat[(open + 1)..close]);
    }

    /// <summary>Says whether the process was started with this variable.</summary>
    public bool Carries(string variable) => Read(Id, "environ") is { } bytes && Encoding.UTF8.GetString(bytes).Split('\0').Contains(variable, StringComparer.Ordinal);

    private static byte[]? Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{file}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to somebody else and so not to a server of this user.
            return null;
        }
    }
}
