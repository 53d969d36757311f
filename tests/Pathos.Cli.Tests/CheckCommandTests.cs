using System.Diagnostics;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary>The program as a script sees it: output, errors, exit code.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public async Task Check_Json_TellsOfEveryWorker()
    {
        (int code, string output, string errors) = await RunAsync("check", "local/2", "--json");

        Assert.Equal((0, ""), (code, errors));
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["local/2"], report.GetProperty("specs").EnumerateArray().Select(static spec => spec.GetString()));
        Assert.Equal(2, report.GetProperty("workers").EnumerateArray().Select(static worker => worker.GetProperty("processId").GetInt32()).Distinct().Count());
        Assert.True(report.GetProperty("readySeconds").GetDouble() > 0);
        Assert.True(report.GetProperty("roundTripSeconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Check_Redirected_IsPlainText()
    {
        (int code, string output, _) = await RunAsync("check", "threads/2");

        Assert.Equal(0, code);
        Assert.StartsWith("threads/2: 2 workers", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Theory]
    [InlineData("local/x", "local/x")]
    [InlineData("nowhere://host/2", "nowhere")]
    public async Task Check_BadSpec_SaysWhatIsWrongWithIt(string spec, string named)
    {
        (int code, string output, string errors) = await RunAsync("check", spec);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_Unknown_AreRefused()
    {
        (int code, string output, string errors) = await RunAsync("check", "--fast");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--fast", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_PoolCannotBeOpened_SaysWhy()
    {
        (int code, string output, string errors) = await RunAsync(["check", "local/1"], ("PATHOS_WORKER", "1"));

        Assert.Equal((1, ""), (code, output));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Help_OfCheck_HasExamplesAndExitCodes()
    {
        (int code, string output, _) = await RunAsync("check", "--help");

        Assert.Equal(0, code);
        Assert.Contains("pathos check local/2 threads/4", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments, (string Name, string Value)? variable)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Pathos.Cli.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        if (variable is { } given)
        {
            start.Environment[given.Name] = given.Value;
        }

        using Process program = Process.Start(start)!;
        Task<string> output = program.StandardOutput.ReadToEndAsync();
        string errors = await program.StandardError.ReadToEndAsync().Soon();
        await program.WaitForExitAsync().Soon();
        return (program.ExitCode, await output.Soon(), errors);
    }
}
