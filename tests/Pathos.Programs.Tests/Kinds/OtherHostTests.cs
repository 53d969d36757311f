namespace Pathos.Programs.Tests;

/// <summary>A test project: the process is the runner's, and the program is not its entry.</summary>
public sealed class TestHostTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("xunit", "Facts", "XunitTests");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, "dotnet", "test", "--no-build") { FactsFile = Path.Combine(folder, "facts.txt") };
    }
}

/// <summary>A web program that uses a pool in a request.</summary>
public sealed class WebTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["framework"] = "/tea/order" };

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("web", "Facts", "Web");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Web")) { Converse = static (_, output) => AskAsync(output) };
    }

    private static async Task<string> AskAsync(StreamReader output)
    {
        string line = await output.ReadLineAsync() ?? throw new InvalidOperationException("The program ended before it listened.");
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri($"{line.Split('=', 2)[1]}/facts"));
        return await response.Content.ReadAsStringAsync() + "\n";
    }
}

/// <summary>A program that runs scripts: their assemblies have no files, and the variables of one are fields of an object that the next refers to.</summary>
public sealed class ScriptTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["submissions"] = "14 24 34" };

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("script", "Facts", "Script");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Script"));
    }
}

/// <summary>A program with a library in machine code, which only its tasks use.</summary>
public sealed class NativeLibraryTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["native"] = "SQLITE" };

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("native", "Facts", "Native");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Native"));
    }
}
