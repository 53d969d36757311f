using System.Diagnostics;
using System.Globalization;

namespace Pathos.Scale.Children;

/// <summary>This program, started again to be the other side or a fresh one.</summary>
internal static class Child
{
    public const string Argument = "--child";

    /// <summary>Runs as the child of that name.</summary>
    public static void Run(string name, IReadOnlyList<string> arguments)
    {
        switch (name)
        {
            case EchoChild.Name:
                EchoChild.Run(arguments[0]);
                break;
            case HelloChild.Name:
                HelloChild.Run();
                break;
            case FirstResultChild.Name:
                FirstResultChild.Run();
                break;
            case SubmissionsChild.Name:
                SubmissionsChild.Run(int.Parse(arguments[0], CultureInfo.InvariantCulture));
                break;
            case CaptureChild.Name:
                CaptureChild.Run(int.Parse(arguments[0], CultureInfo.InvariantCulture));
                break;
            case IdleChild.Name:
                IdleChild.Run();
                break;
            default:
                throw new ArgumentException($"There is no child '{name}'.", nameof(name));
        }
    }

    public static Process Start(string name, params ReadOnlySpan<string> arguments)
    {
        // Run by its own executable, or by dotnet.
        string host = Environment.ProcessPath!;
        string[] program = string.Equals(Path.GetFileName(host), "dotnet", StringComparison.Ordinal) ? [typeof(Child).Assembly.Location] : [];
        return Process.Start(new ProcessStartInfo(host, [.. program, Argument, name, .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Runs a child to its end.</summary>
    /// <returns>The numbers that it wrote.</returns>
    public static double[] Numbers(string name, params ReadOnlySpan<string> arguments)
    {
        using Process process = Start(name, arguments);
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static number => double.Parse(number, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"The child '{name}' ended with code {process.ExitCode}; its complaint stands above.");
    }

    public static void Write(params ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
        {
            Console.WriteLine(number.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
