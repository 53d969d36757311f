namespace Pathos.Distributed.Tests;

/// <summary>How workers are looked after where a thread cannot be started, or a look fails.</summary>
public sealed class ReadingOnTests
{
    [Fact]
    public async Task Look_Fails_IsMadeAgain()
    {
        int looks = 0;
        using var watch = new SilenceWatch(
            TimeSpan.FromMilliseconds(4),
            _ => Interlocked.Increment(ref looks) is 1 or 3 ? throw new NotFiniteNumberException() : false);

        watch.Watch();

        // The first look fails, and the second, which finds nothing to watch, has one more behind it that fails, too.
        await FileGate.PollAsync(() => Volatile.Read(ref looks) >= 5, "five looks");
    }

    [Fact]
    public void Turn_TheNextReaderCannotBeStarted_StaysWhereItIs()
    {
        var turn = new ReadingTurn();
        Assert.True(turn.TryRead(0));
        turn.Handle();

        // No reader is needed as long as no thread takes over from it.
        Assert.Throws<NotFiniteNumberException>(
            () => turn.TakeOver(null!, TimeSpan.Zero, static _ => throw new NotFiniteNumberException()));

        Assert.True(turn.IsHandling);
        Assert.True(turn.TryRead(0));
    }
}
