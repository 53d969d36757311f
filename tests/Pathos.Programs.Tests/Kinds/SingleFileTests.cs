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
    // Makes a view of the file systems where no installer has been.
    private const string HideDotnet = """
        for place in /etc/dotnet /usr/share/dotnet /usr/lib/dotnet /usr/lib64/dotnet /usr/local/share/dotnet /usr/local/lib/dotnet /opt/dotnet /snap/dotnet-sdk /var/snap/dotnet; do
            [ ! -d "$place" ] || mount -t tmpfs none "$place"
        done
        exec "$@"
        """;

    [Fact]
    public async Task Program_InAnEmptyEnvironment_FindsTheDotnetOfTheMachine()
    {
        BuiltProgram program = await Feed.BuiltAsync(nameof(SelfContainedTests), BuildAsync);

        CommandResult result = await new Command("env", ["-i", program.FileName], program.Folder, Feed.Environment).RunAsync();

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("3", result.Facts().GetValueOrDefault("processes"));
    }

    [Fact]
    public async Task Program_OnAMachineWithoutDotnet_SaysWhatItNeeds()
    {
        BuiltProgram program = await Feed.BuiltAsync(nameof(SelfContainedTests), BuildAsync);
        var environment = new Dictionary<string, string?>(Feed.Environment, StringComparer.Ordinal)
        {
            ["DOTNET_ROOT"] = null, ["DOTNET_HOST_PATH"] = null, ["HOME"] = "/nowhere",
        };

        CommandResult result = await new Command("unshare", ["--mount", "sh", "-c", HideDotnet, "sh", "env", $"PATH={Feed.Root}", program.FileName], program.Folder, environment).RunAsync();

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
