namespace Pathos.Architecture.Tests;

/// <summary>Habits of the sources that a compiler does not keep.</summary>
public sealed class SourceTests
{
    private const int LongestFile = 450;

    private static readonly string[] s_namesOfNothing = ["Utils", "Util", "Helpers", "Helper", "Common", "Misc"];

    // A contract is a list of facts and as long as they are many.
    [Fact]
    public void SourceFiles_AreShort_UnlessTheyAreTheManual() => Assert.DoesNotContain(
        Repository.Sources.Where(static path => !path.Contains("/Contracts/", StringComparison.Ordinal)), static path => File.ReadLines(path).Count(static line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal)) > LongestFile);

    [Fact]
    public void SourceFiles_AreNamedByWhatTheyHold() => Assert.DoesNotContain(
        Repository.Sources, static path => Path.ChangeExtension(path, null).Split('/').Any(static part => s_namesOfNothing.Contains(part, StringComparer.Ordinal)));

    [Fact]
    public void TenLineSample_InTheReadme_IsTheOneThatIsCompiled()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "samples", "00-TenLines", "Program.cs")).Trim();

        Assert.Contains(sample, readme, StringComparison.Ordinal);
    }
}
