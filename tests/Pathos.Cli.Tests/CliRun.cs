using System.Diagnostics;

namespace Pathos.Cli.Tests;

/// <summary>Runs the program as a script does.</summary>
internal static class CliRun
{
    public static Task<(int Code, string Output, string Errors)> OfAsync(params string[] arguments) => OfAsync(arguments, []);

    public static async Task<(int Code, string Output, string Errors)> OfAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        using Process program = Start(arguments, variables);
        program.StandardInput.Close();
        return await EndOfAsync(program);
    }

    public static Process Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Pathos.Cli.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<(int Code, string Output, string Errors)> EndOfAsync(Process program)
    {
        Task<string> output = program.StandardOutput.ReadToEndAsync();
        string errors = await program.StandardError.ReadToEndAsync().Soon();
        await program.WaitForExitAsync().Soon();
        return (program.ExitCode, await output.Soon(), errors);
    }
}
