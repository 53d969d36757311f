using System.Globalization;

namespace Pathos.Samples.WordCount;

/// <summary>What the program was asked to do.</summary>
internal sealed record CommandLine(string? Input, int? Workers, bool WantsHelp)
{
    public const string Usage = """
        Counts the words of many files: serially, on threads and on processes, by one and the same line of code.

        Usage: ./demo [--input DIR] [--workers N] [--help]

          --input DIR    the files to read: all of DIR and its folders (default: the documentation of the installed .NET SDK)
          --workers N    threads and processes to use, 1 or more (default: as many as there are cores)
          --help         this text

        The exit code is 0 when all ways of running gave the same result, 1 when not, 2 for a wrong argument, 130 after Ctrl-C.
        """;

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        string? input = null;
        int? workers = null;
        bool wantsHelp = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--input":
                    input = ValueOf("--input", ref i);
                    break;
                case "--workers":
                    workers = ParseWorkers(ValueOf("--workers", ref i));
                    break;
                case "--help" or "-h":
                    wantsHelp = true;
                    break;
                case var unknown:
                    throw new UsageException($"There is no argument '{unknown}'. See ./demo --help.");
            }
        }

        return new CommandLine(input, workers, wantsHelp);

        string ValueOf(string name, ref int i) =>
            ++i < arguments.Count ? arguments[i] : throw new UsageException($"{name} needs a value. See ./demo --help.");
    }

    private static int ParseWorkers(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= 256
            ? workers
            : throw new UsageException($"--workers takes a number from 1 to 256, not '{text}'.");
}
