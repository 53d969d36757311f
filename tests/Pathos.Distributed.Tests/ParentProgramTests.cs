namespace Pathos.Distributed.Tests;

/// <summary>Which programs may have worker processes.</summary>
public sealed class ParentProgramTests
{
    [Fact]
    public void Refusal_OfAWholeProgram_IsNone() => Assert.Null(ParentProgram.Refusal(hasMetadata: true, isWhole: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refusal_OfAProgramCompiledAheadOfTime_NamesPublishAot(bool isWhole)
    {
        string? reason = ParentProgram.Refusal(hasMetadata: false, isWhole);

        Assert.Contains("without PublishAot, or use Pool.Threads()", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_OfATrimmedProgram_NamesPublishTrimmed()
    {
        string? reason = ParentProgram.Refusal(hasMetadata: true, isWhole: false);

        Assert.Contains("without PublishTrimmed, or use Pool.Threads()", reason, StringComparison.Ordinal);
    }
}
