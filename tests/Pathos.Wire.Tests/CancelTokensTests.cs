namespace Pathos.Wire.Tests;

/// <summary>How captured tokens are named that are cancelled.</summary>
public sealed class CancelTokensTests
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 0)]
    [InlineData(2, CancelTokens.Most + 1)]
    [InlineData(int.MaxValue, 1)]
    public void Read_NumbersThatNoTokensHave_IsRefused(int first, int count)
    {
        var bytes = new byte[16];
        int length = new CancelTokens(first, count).Write(bytes);

        Assert.Throws<InvalidDataException>(() => CancelTokens.Read(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Of_AnyNumberOfTokens_IsAsManyAsNeeded()
    {
        CancelTokens[] messages = [.. CancelTokens.Of(2, CancelTokens.Most + 5)];

        Assert.Equal([new CancelTokens(2, CancelTokens.Most), new CancelTokens(2 + CancelTokens.Most, 5)], messages);
    }
}
