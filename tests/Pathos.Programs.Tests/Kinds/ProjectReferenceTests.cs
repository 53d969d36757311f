namespace Pathos.Programs.Tests;

/// <summary>Programs that refer to the sources: to a project that refers to the project Pathos.</summary>
[Collection(FeedCollection.Name)]
public sealed class ProjectReferenceTests(PackageFeed feed)
{
    [Theory]
    [InlineData("bare", "-p:PublishSingleFile=true")]
    [InlineData("rid", "-p:PublishSingleFile=true", "--use-current-runtime", "--self-contained", "false")]
    [InlineData("contained", "-p:PublishSingleFile=true", "--use-current-runtime", "--self-contained", "true")]
    [InlineData("folder", "--use-current-runtime", "--self-contained", "true")]
    public async Task Publish_WithSwitches_BuildsAProgramWhoseWorkersAreOfTheSameBuild(string name, params string[] switches)
    {
        string folder = Path.Combine(feed.Root, "reference-" + name);
        feed.Lay(Path.Combine("reference-" + name, "program"), Path.Combine("Reference", "Program"));
        feed.Lay(Path.Combine("reference-" + name, "library"), Path.Combine("Reference", "Library"));
        string program = Path.Combine(folder, "program");

        // With the environment of the sources: another folder for packages would be written down among them.
        await feed.DotnetOfTheSourcesAsync(program, ["publish", "--configuration", feed.Configuration, $"-p:PathosSources={feed.RepoRoot}", "--output", "out", .. switches]);
        CommandResult result = await new Command(Path.Combine(program, "out", "Program"), [], program, feed.Environment).RunAsync();

        Assert.Equal("42", result.MustSucceed().Facts()["answer"]);
        Assert.Empty(feed.Leftovers());
    }
}
