namespace Pathos.Programs.Tests;

public sealed class DebugConsoleTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("debug", "Facts", "Console");
        await Feed.DotnetAsync(folder, "build", "--configuration", "Debug");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Console"));
    }
}

public sealed class ReleaseConsoleTests(PackageFeed feed) : ProgramContract(feed)
{
    [Fact]
    public async Task Build_OnThePackingMachine_RunsTheCopyThatIsCompiledAheadOfTime()
    {
        BuiltProgram program = await Feed.BuiltAsync(nameof(ReleaseConsoleTests), BuildAsync);
        string output = Path.GetDirectoryName(program.FileName)!;

        foreach (string name in new[] { "Pathos.Core", "Pathos.Serialization", "Pathos.Wire", "Pathos.Distributed" })
        {
            string portable = Path.Combine(output, name + ".dll");
            string ahead = Assert.Single(Directory.GetFiles(Path.Combine(output, "runtimes"), name + ".dll", SearchOption.AllDirectories));

            Assert.False(AssemblyFile.IsReadyToRun(portable));
            Assert.True(AssemblyFile.IsReadyToRun(ahead));
            Assert.Equal(AssemblyFile.BuildOf(portable), AssemblyFile.BuildOf(ahead));
            if (name != "Pathos.Distributed")
            {
                string worker = Path.Combine(output, "pathos-worker", name + ".dll");
                Assert.True(AssemblyFile.IsReadyToRun(worker));
                Assert.Equal(AssemblyFile.BuildOf(portable), AssemblyFile.BuildOf(worker));
            }
        }
    }

    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["library"] = "ready to run" };

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("release", "Facts", "Console");
        await Feed.DotnetAsync(folder, "build", "--configuration", "Release");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Release", "net10.0", "Console"));
    }
}

/// <summary>A program made as the first page of the manual says, with nothing but commands.</summary>
public sealed class NewConsoleTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override async Task<BuiltProgram> BuildAsync()
    {
        await Feed.DotnetAsync(Feed.Root, "new", "console", "--output", "fresh", "--framework", "net10.0");
        string folder = Path.Combine(Feed.Root, "fresh");
        await Feed.DotnetAsync(folder, "add", "package", "Pathos", "--version", Feed.Version);
        await Feed.DotnetAsync(folder, "add", "package", "Newtonsoft.Json", "--version", "13.0.3");
        File.Delete(Path.Combine(folder, "Program.cs"));
        Feed.Lay("fresh", "Facts");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), "PoolFacts.Tell(Console.WriteLine);");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, "dotnet", "run", "--no-build");
    }
}
