namespace Pathos.Programs.Tests;

/// <summary>A program in a single file, on the machine's .NET.</summary>
public sealed class SingleFileTests(PackageFeed feed) : ProgramContract(feed)
{
    [Fact]
    public async Task Publish_AsASingleFile_LeavesTheWorkerBesideIt()
    {
        BuiltProgram program = await Feed.BuiltAsync(nameof(SingleFileTests), BuildAsync);

        Assert.Equal(
            ["SingleFile", "SingleFile.pdb", "pathos-worker"],
            Directory.GetFileSystemEntries(program.Folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("single", "Facts", "SingleFile");
        await Feed.DotnetAsync(folder, "publish", "--use-current-runtime", "--self-contained", "false", "--output", "out");
        return new BuiltProgram(Path.Combine(folder, "out"), Path.Combine(folder, "out", "SingleFile"));
    }
}

/// <summary>A program in a single, compressed file that brings its own .NET; its workers run on the machine's.</summary>
public sealed class SelfContainedTests(PackageFeed feed) : ProgramContract(feed)
{
    [Fact]
    public async Task Program_OnAMachineWithoutDotnet_SaysWhatItNeeds()
    {
        BuiltProgram program = await Feed.BuiltAsync(nameof(SelfContainedTests), BuildAsync);
        var environment = new Dictionary<string, string?>(Feed.Environment, StringComparer.Ordinal)
        {
            ["PATH"] = Feed.Root, ["DOTNET_ROOT"] = null, ["DOTNET_HOST_PATH"] = null,
        };

        CommandResult result = await new Command(program.FileName, [], program.Folder, environment).RunAsync();

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(nameof(PoolOpenException), result.Error, StringComparison.Ordinal);
        Assert.Contains("set ProcessPoolOptions.DotnetPath", result.Error, StringComparison.Ordinal);
    }

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("contained", "Facts", "SingleFile");
        await Feed.DotnetAsync(folder, "publish", "--use-current-runtime", "--self-contained", "true", "--output", "out", "-p:EnableCompressionInSingleFile=true");
        return new BuiltProgram(Path.Combine(folder, "out"), Path.Combine(folder, "out", "SingleFile"));
    }
}
