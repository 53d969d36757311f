using System.Diagnostics;

namespace Pathos.Cli.Tests;

/// <summary>The script <c>./pathos</c>, with a build that only takes note that it was made.</summary>
public sealed class PathosScriptTests : IDisposable
{
    private const string Builder = """
        #!/bin/sh
        if [ "$1" != build ]; then echo "runs $2"; exit 0; fi
        echo begun >> "$BUILDS"
        sleep 0.3
        mkdir -p "$ROOT/src/Pathos.Cli/bin/Release/net10.0" && : > "$ROOT/src/Pathos.Cli/bin/Release/net10.0/Pathos.Cli.dll"
        echo ended >> "$BUILDS"
        """;

    private readonly TestFolder _folder = new();

    public PathosScriptTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "src", "Pathos.Cli"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "eng"));
        File.WriteAllText(Path.Combine(_folder.Path, "src", "Pathos.Cli", "Pathos.Cli.csproj"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "Directory.Build.props"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "global.json"), "");
        File.WriteAllText(Source, "");
        File.Copy(Path.Combine(Repository.Root, "pathos"), Path.Combine(_folder.Path, "pathos"));
        string builder = Path.Combine(_folder.Path, "tools", "dotnet");
        Directory.CreateDirectory(Path.GetDirectoryName(builder)!);
        File.WriteAllText(builder, Builder);
        File.SetUnixFileMode(builder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Source => Path.Combine(_folder.Path, "src", "Pathos.Cli", "Program.cs");

    private string Builds => Path.Combine(_folder.Path, "builds");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TwoAtOnceAndOnceMore_BuildsOnceAndRunsEach()
    {
        string[] outputs = await Task.WhenAll(RunAsync("one"), RunAsync("two")).Soon();

        Assert.Equal(["runs one", "runs two"], outputs);
        Assert.Equal("runs three", await RunAsync("three").Soon());
        Assert.Equal(["begun", "ended"], await File.ReadAllLinesAsync(Builds));
    }

    [Fact]
    public async Task Run_SourceChangedOrGone_BuildsAgain()
    {
        await RunAsync("one").Soon();
        await File.WriteAllTextAsync(Source, "changed");
        await RunAsync("two").Soon();
        File.Delete(Source);
        await RunAsync("three").Soon();
        await RunAsync("four").Soon();

        Assert.Equal(6, (await File.ReadAllLinesAsync(Builds)).Length);
    }

    private async Task<string> RunAsync(string argument)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_folder.Path, "pathos"), argument]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PATH"] = $"{Path.Combine(_folder.Path, "tools")}:{start.Environment["PATH"]}";
        start.Environment["BUILDS"] = Builds;
        start.Environment["ROOT"] = _folder.Path;
        using Process run = Process.Start(start)!;
        string output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return output.Trim();
    }
}
