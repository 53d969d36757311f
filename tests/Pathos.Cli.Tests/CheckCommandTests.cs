using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary>The program as a script sees it: output, errors, exit code.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public async Task Check_Json_TellsOfEveryWorker()
    {
        (int code, string output, string errors) = await CliRun.OfAsync("check", "local/2", "--json");

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
        (int code, string output, _) = await CliRun.OfAsync("check", "threads/2");

        Assert.Equal(0, code);
        Assert.StartsWith("threads/2: 2 workers", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Theory]
    [InlineData("local/x", "local/x")]
    [InlineData("nowhere://host/2", "nowhere")]
    public async Task Check_BadSpec_SaysWhatIsWrongWithIt(string spec, string named)
    {
        (int code, string output, string errors) = await CliRun.OfAsync("check", spec);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_Unknown_AreRefused()
    {
        (int code, string output, string errors) = await CliRun.OfAsync("check", "--fast");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--fast", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_PoolCannotBeOpened_SaysWhy()
    {
        (int code, string output, string errors) = await CliRun.OfAsync(["check", "local/1"], ("PATHOS_WORKER", "1"));

        Assert.Equal((1, ""), (code, output));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Help_OfCheck_HasExamplesAndExitCodes()
    {
        (int code, string output, _) = await CliRun.OfAsync("check", "--help");

        Assert.Equal(0, code);
        Assert.Contains("pathos check local/2 threads/4", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", output, StringComparison.Ordinal);
    }
}
