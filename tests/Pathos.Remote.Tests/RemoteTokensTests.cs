using Pathos.Worker;

namespace Pathos.Remote.Tests;

/// <summary>The twins of captured tokens on a worker.</summary>
public sealed class RemoteTokensTests
{
    [Fact]
    public void Cancel_TokensThatAreHereAndOthers_AllAreCancelledAndNoneIsKept()
    {
        var tokens = new RemoteTokens();
        CancellationToken early = tokens.Get(3);
        CancellationToken other = tokens.Get(5);

        tokens.Cancel(2, 3);

        Assert.True(early.WaitHandle.WaitOne(TestTimeouts.Unexpected));
        Assert.False(other.IsCancellationRequested);

        // The one that stands for all tokens that are cancelled: they need no source of their own any more.
        var cancelled = new CancellationToken(canceled: true);
        Assert.Equal(cancelled, tokens.Get(3));
        Assert.Equal(cancelled, tokens.Get(4));
        Assert.Equal(other, tokens.Get(5));
    }
}
