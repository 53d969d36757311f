namespace Pathos.Architecture.Tests;

/// <summary>Habits of the sources that a compiler does not keep.</summary>
public sealed class SourceTests
{
    private const int LongestFile = 450;

    [Fact]
    public void SourceFiles_AreShort_UnlessTheyAreTheManual() =>
        Assert.Empty(Repository.Sources.Where(static path => File.ReadLines(path).Count(static line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal)) > LongestFile));

    [Fact]
    public void SourceFiles_AreNamedByWhatTheyHold() =>
        Assert.Empty(Repository.Sources.Where(static path => Path.GetFileNameWithoutExtension(path) is "Utils" or "Util" or "Helpers" or "Helper" or "Common" or "Misc"));

    [Fact]
    public void TenLineSample_InTheReadme_IsTheOneThatIsCompiled()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "samples", "00-TenLines", "Program.cs")).Trim();

        Assert.Contains(sample, readme, StringComparison.Ordinal);
    }
}
