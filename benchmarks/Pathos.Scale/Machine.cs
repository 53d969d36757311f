using System.Globalization;
using System.Runtime.InteropServices;

namespace Pathos.Scale;

/// <summary>What the figures were measured on.</summary>
internal sealed record Machine(string Processor, int Cores, string Memory, string Kernel, string System, string Dotnet, string LoadAtStart, string Date)
{
    public static Machine Describe() => new(
        FieldOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        MemoryText(),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)),
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    /// <summary>The description as lines of name and value; Python's version is known only when a scenario needed it.</summary>
    public IReadOnlyList<(string Name, string Value)> Lines(string? python) =>
    [
        ("Processor", $"{Processor}, {Cores} cores for this process"),
        ("Memory", Memory),
        ("System", $"{System}, kernel {Kernel}"),
        ("Runtime", python is null ? Dotnet : $"{Dotnet}; {python}"),
        ("Load at start", LoadAtStart),
        ("Date", Date),
    ];

    private static string MemoryText() =>
        FieldOf("/proc/meminfo", "MemTotal")?.Split(' ') is [var kibibytes, ..]
            ? $"{double.Parse(kibibytes, CultureInfo.InvariantCulture) / (1 << 20):0.0} GiB"
            : "unknown";

    private static string? FieldOf(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
