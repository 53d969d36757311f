namespace Pathos.Programs.Tests;

/// <summary>A program that is one file of source, started by <c>dotnet run app.cs</c>.</summary>
public abstract class FileBasedContract(PackageFeed feed) : ProgramContract(feed)
{
    /// <summary>Lays the file, with its directives on top. It builds when it is run.</summary>
    private protected async Task<BuiltProgram> LayAsync(string name, string[] sources, params string[] directives)
    {
        string folder = Feed.Lay(name, sources);
        string app = Path.Combine(folder, "app.cs");
        await File.WriteAllLinesAsync(app, [.. directives, "", .. await File.ReadAllLinesAsync(app)]);
        return new BuiltProgram(folder, "dotnet", "run", "app.cs");
    }
}

/// <summary>With the package, and the switches of ahead-of-time compilation that every file-based program gets.</summary>
public sealed class FileBasedTests(PackageFeed feed) : FileBasedContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["dynamic code"] = "False", ["reflecting json"] = "False" };

    private protected override Task<BuiltProgram> BuildAsync() =>
        LayAsync("file", ["Facts", "FileBased"], $"#:package Pathos@{Feed.Version}", "#:package Newtonsoft.Json@13.0.3");
}

/// <summary>With the package, and without these switches: what works where the feed has no ahead-of-time compiler.</summary>
public sealed class PlainFileBasedTests(PackageFeed feed) : FileBasedContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["dynamic code"] = "True", ["reflecting json"] = "True" };

    private protected override Task<BuiltProgram> BuildAsync() =>
        LayAsync("plain", ["Facts", "FileBased"], $"#:package Pathos@{Feed.Version}", "#:package Newtonsoft.Json@13.0.3", "#:property PublishAot=false");
}

/// <summary>With a project that references the package: the worker comes through the library, which has none itself.</summary>
public sealed class FileBasedOnAProjectTests(PackageFeed feed) : FileBasedContract(feed)
{
    [Fact]
    public async Task Build_OfALibrary_PutsNoWorkerBesideIt()
    {
        BuiltProgram program = await Feed.BuiltAsync(nameof(FileBasedOnAProjectTests), BuildAsync);
        string library = Path.Combine(program.Folder, "..", "library");
        await Feed.DotnetAsync(library, "build");

        Assert.True(File.Exists(Path.Combine(library, "bin", "Debug", "net10.0", "Library.dll")));
        Assert.Empty(Directory.GetDirectories(library, "pathos-worker", SearchOption.AllDirectories));
    }

    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal) { ["dynamic code"] = "False" };

    private protected override Task<BuiltProgram> BuildAsync()
    {
        Feed.Lay("library", "Facts", "Library");
        Task<BuiltProgram> app = LayAsync("project", ["FileBased"], "#:project ../library/Library.csproj");
        File.Delete(Path.Combine(Feed.Root, "project", "Directory.Build.props"));
        return app;
    }
}
