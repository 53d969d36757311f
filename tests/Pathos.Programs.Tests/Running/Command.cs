using System.Diagnostics;

namespace Pathos.Programs.Tests;

/// <summary>One run of a program, from its start to its end.</summary>
internal sealed record Command(string FileName, IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string?> Environment)
{
    // Only a bug reaches it: a build on a busy machine takes a minute, a program seconds.
    private static readonly TimeSpan s_unexpected = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its end.</summary>
    /// <param name="converse">What the test does with the program while it runs; then its standard input is closed.</param>
    public async Task<CommandResult> RunAsync(Func<Process, StreamReader, Task<string>>? converse = null)
    {
        var start = new ProcessStartInfo(FileName, Arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(s_unexpected);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(bound.Token);
            string said = converse is null ? "" : await converse(process, process.StandardOutput).WaitAsync(bound.Token);
            process.StandardInput.Close();
            string output = said + await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return new CommandResult(process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{FileName} {string.Join(' ', Arguments)}' did not end.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>How a program ended, and what it said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>Gets the program's lines of the form <c>name=value</c>.</summary>
    public Dictionary<string, string> Facts() => Output.Split('\n', StringSplitOptions.TrimEntries)
        .Select(static line => line.Split('=', 2)).Where(static pair => pair.Length == 2)
        .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);

    public CommandResult MustSucceed() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());
}
