using System.CommandLine;

namespace Pathos.Cli.Remote;

/// <summary>Environment variables as people write them.</summary>
internal static class VariableOption
{
    public static Option<string[]> Create(string description) => new("--env") { Description = description };

    /// <exception cref="FormatException">One is not NAME=VALUE.</exception>
    public static Dictionary<string, string> Read(string[]? given) =>
        (given ?? []).Select(Split).ToDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal);

    private static (string Name, string Value) Split(string text) => text.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? (name, value)
        : throw new FormatException($"'{text}' is not a variable. One is, for example, LEVEL=3.");
}
