namespace Pathos.Programs.Tests;

/// <summary>A trimmed program lacks code that its workers need: it is told so, and its threads go on working.</summary>
[Collection(FeedCollection.Name)]
public sealed class TrimmedTests(PackageFeed feed)
{
    [Theory]
    [InlineData("full")]
    [InlineData("partial")]
    public async Task Processes_InATrimmedProgram_AreRefusedWithTheCure(string mode)
    {
        string folder = feed.Lay("trimmed-" + mode, "Trimmed");
        await feed.DotnetAsync(folder, "publish", "--use-current-runtime", "--output", "out", $"-p:TrimMode={mode}");

        CommandResult result = await new Command(Path.Combine(folder, "out", "Trimmed"), [], folder, feed.Environment).RunAsync();

        Dictionary<string, string> facts = result.MustSucceed().Facts();
        Assert.Equal("42", facts["threads"]);
        Assert.Contains("Publish it without PublishTrimmed, or use Pool.Threads().", facts["refused"], StringComparison.Ordinal);
        Assert.DoesNotContain("processes", facts.Keys);
        Assert.Empty(feed.Leftovers());
    }
}
