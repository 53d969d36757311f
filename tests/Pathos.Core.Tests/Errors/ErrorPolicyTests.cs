using Xunit;

namespace Pathos;

public sealed class ErrorPolicyTests
{
    private static readonly Exception[] s_three = [new InvalidOperationException("a"), new InvalidOperationException("b"), new InvalidOperationException("c")];

    [Fact]
    public void FailFast_AnyFailure_IsTheFirstItself()
    {
        Assert.False(ErrorPolicy.FailFast.IsExceeded(0, 10));
        Assert.True(ErrorPolicy.FailFast.IsExceeded(1, null));
        Assert.Same(s_three[0], ErrorPolicy.FailFast.Judge(s_three, 10));
        Assert.Null(ErrorPolicy.FailFast.Judge([], 10));
    }

    [Fact]
    public void Complete_AnyFailure_RunsOnAndTellsAll()
    {
        Assert.False(ErrorPolicy.Complete.IsExceeded(10, 10));
        Assert.Equal(s_three, Assert.IsType<MapFailedException>(ErrorPolicy.Complete.Judge(s_three, 10)).Failures);
        Assert.Null(ErrorPolicy.DeliverAll.Judge(s_three, 3));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Tolerate_Count_IsExceededByOneMore(int tolerated, bool isExceeded)
    {
        ErrorPolicy policy = ErrorPolicy.Tolerate(tolerated);

        Assert.Equal(isExceeded, policy.IsExceeded(3, null));
        Assert.Equal(isExceeded, policy.Judge(s_three, 100) is MapFailedException);
    }

    [Fact]
    public void TolerateShare_Share_IsJudgedOnlyWhenTheTotalIsKnown()
    {
        ErrorPolicy policy = ErrorPolicy.TolerateShare(30);

        Assert.False(policy.IsExceeded(3, null));
        Assert.False(policy.IsExceeded(3, 10));
        Assert.True(policy.IsExceeded(3, 9));
        Assert.True(ErrorPolicy.TolerateShare(0).IsExceeded(1, null));
        Assert.False(ErrorPolicy.TolerateShare(100).IsExceeded(10, 10));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ErrorPolicy.TolerateShare(101));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ErrorPolicy.TolerateShare(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ErrorPolicy.Tolerate(-1));
    }
}
