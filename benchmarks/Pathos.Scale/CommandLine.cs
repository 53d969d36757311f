namespace Pathos.Scale;

/// <summary>What the bench was asked to do.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Measures the budgets of the design, each beside its baseline in the same run.

        Usage: ./bench [--quick] [--only NAME] [--json] [--help]

          --quick        fewer and smaller rounds: a quick look
          --only NAME    one scenario: {0}
          --json         the figures as JSON on standard output, instead of the table
          --help         this text

        A complete run (neither --quick nor --only) writes benchmarks/RESULTS.md. The exit code is 0 when every scenario could be
        measured, whatever the verdicts; 1 when one failed; 2 for a wrong argument.
        """;

    public bool IsQuick { get; private init; }

    public string? Only { get; private init; }

    public bool WantsJson { get; private init; }

    public bool WantsHelp { get; private init; }

    /// <summary>Gets the interpreter of the Python baselines.</summary>
    public string Python { get; private init; } = "python3";

    /// <summary>Gets the file that a complete run writes; null for none.</summary>
    public string? Results { get; private init; }

    /// <exception cref="FormatException">An argument is wrong; the message says which.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> scenarios)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Count; i++)
        {
            line = arguments[i] switch
            {
                "--quick" => line with { IsQuick = true },
                "--json" => line with { WantsJson = true },
                "--help" or "-h" => line with { WantsHelp = true },
                "--only" => line with { Only = Value(ref i) },
                "--python" => line with { Python = Value(ref i) },
                "--results" => line with { Results = Value(ref i) },
                var unknown => throw new FormatException($"There is no argument '{unknown}'. See ./bench --help."),
            };
        }

        return line.Only is null || scenarios.Contains(line.Only, StringComparer.Ordinal)
            ? line
            : throw new FormatException($"There is no scenario '{line.Only}'. There are {string.Join(", ", scenarios)}.");

        string Value(ref int i) => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{arguments[i - 1]} needs a value. See ./bench --help.");
    }
}
