using System.Globalization;

namespace Pathos.Wire.Tests;

/// <summary>How long a silence is, whoever slept meanwhile.</summary>
public sealed class WatchingTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly TurnedTime _time = new();

    [Fact]
    public void Look_AtItsInterval_CountsTheTime()
    {
        var clock = new WatchedClock(s_interval, _time);

        _time.Turn(s_interval);

        Assert.Equal(s_interval, clock.Look());
    }

    [Fact]
    public void Look_AfterAPauseOfTheProcess_CountsOneAndAHalfIntervals()
    {
        var clock = new WatchedClock(s_interval, _time);

        _time.Turn(TimeSpan.FromHours(1));

        Assert.Equal(s_interval * 1.5, clock.Look());
    }

    [Fact]
    public void Resume_AfterTimeWithoutAWatch_DoesNotCountIt()
    {
        var clock = new WatchedClock(s_interval, _time);

        _time.Turn(TimeSpan.FromHours(1));
        clock.Resume();
        _time.Turn(s_interval);

        Assert.Equal(s_interval, clock.Look());
    }

    [Theory]
    [InlineData("5 5 5 5", "0 1 2 3")]
    [InlineData("5 6 6 7", "0 0 1 0")]
    public void SilenceMeter_BytesMoveOrNot_CountsFromTheLastThatDid(string activity, string silence)
    {
        var meter = new SilenceMeter();
        TimeSpan now = TimeSpan.FromHours(1);

        Assert.Equal(
            Numbers(silence),
            Numbers(activity).Select(bytes => (int)meter.Look(bytes, isListening: true, now += s_interval, reached: now).TotalSeconds));
    }

    [Fact]
    public void SilenceMeter_ReaderIsBusy_CountsNothing()
    {
        var meter = new SilenceMeter();
        meter.Look(5, isListening: true, TimeSpan.Zero, TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, meter.Look(5, isListening: false, s_interval * 9, s_interval * 9));
        Assert.Equal(s_interval, meter.Look(5, isListening: true, s_interval * 10, s_interval * 10));
    }

    [Fact]
    public void SilenceMeter_BytesAreStillUnderWay_CountsFromTheirArrival()
    {
        var meter = new SilenceMeter();
        meter.Look(5, isListening: true, s_interval, reached: TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, meter.Look(5, isListening: true, s_interval * 20, reached: TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, meter.Look(5, isListening: true, s_interval * 21, reached: s_interval * 2));
        Assert.Equal(TimeSpan.Zero, meter.Look(5, isListening: true, s_interval * 22, reached: s_interval * 20));
        Assert.Equal(s_interval * 2, meter.Look(5, isListening: true, s_interval * 24, reached: s_interval * 23));
    }

    [Fact]
    public void Sent_WhileALongSendIsUnderWay_Grows()
    {
        const int Size = 64 << 20;
        using var pair = new SocketPair();
        var sending = new Thread(() => pair.Near.Send(new byte[Size])) { IsBackground = true };
        sending.Start();
        byte[] buffer = new byte[1 << 20];
        int received = 0;
        while (received < Size / 2)
        {
            received += pair.Far.Receive(buffer);
        }

        // More than one piece, and more than the system's buffers hold, has been taken; the rest has not.
        Assert.InRange(pair.Near.Sent, 1, Size - 1);
        while (received < Size)
        {
            received += pair.Far.Receive(buffer);
        }

        sending.Join();
        Assert.Equal(Size, pair.Near.Sent);
    }

    private static int[] Numbers(string text) => [.. text.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    private sealed class TurnedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Turn(TimeSpan by) => _ticks += by.Ticks;
    }
}
