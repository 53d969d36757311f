namespace Pathos.Wire.Tests;

/// <summary>Messages for a side that takes nothing.</summary>
public sealed class OutboxTests : IDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task Post_ToASideThatTakesNothing_EndsTheConnectionWithAReason()
    {
        using var near = new Multiplexer(_pair.Near);
        Task running = Task.Run(() => near.Run(static _ => { }));

        // What the system's buffers hold, and what may wait, and more.
        await Task.Run(() =>
        {
            for (int number = 0; number < 4 * Outbox.Most && !running.IsCompleted; number++)
            {
                near.Post(new Message(MessageKind.WorkerNotStarted, number, new WorkerNotStarted(new string('x', 100))));
            }
        }).WaitAsync(s_bound);

        InvalidDataException reason = await Assert.ThrowsAsync<InvalidDataException>(() => running.WaitAsync(s_bound));
        Assert.Contains("takes nothing", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostLatest_ToASideThatTakesNothing_KeepsTheLastOfEachKind()
    {
        const int News = 20_000;
        using var near = new Multiplexer(_pair.Near);
        Channel busy = near.Open(1);

        // It holds the connection for as long as nobody reads.
        Task sending = Task.Run(() => Record.Exception(() => busy.Send(new byte[Channel.Window])));
        await Task.Run(() => SpinWait.SpinUntil(() => _pair.Near.Sent > 0, s_bound));

        for (int number = 1; number <= News; number++)
        {
            near.PostLatest(new Message(MessageKind.KeepAlive, number, NoFields.Instance));
            near.PostLatest(new Message(MessageKind.WorkersGranted, 0, new WorkersGranted(number % 7, false, number)));
        }

        near.Post(new Message(MessageKind.KillWorker, 1, NoFields.Instance));
        var answers = new List<long>();
        var grants = new List<int>();
        var reader = new FrameReader(_pair.Far, FrameLimits.Node);
        Frame frame;
        while (reader.TryRead(out frame) && frame.Kind != MessageKind.KillWorker)
        {
            if (frame.Kind == MessageKind.KeepAlive)
            {
                answers.Add(frame.Id);
            }
            else if (frame.Kind == MessageKind.WorkersGranted)
            {
                grants.Add(WorkersGranted.Read(frame.Body.Span).Count);
            }
        }

        // A few of each may have been on their way already when the line stood still.
        Assert.InRange(answers.Count, 1, News / 100);
        Assert.InRange(grants.Count, 1, News / 100);
        Assert.Equal((News, News % 7), (answers[^1], grants[^1]));
        near.Close();
        await sending.WaitAsync(s_bound);
    }

    [Fact]
    public void Open_ANumberThatIsInUse_IsTheFaultOfWhoChoseIt()
    {
        using var near = new Multiplexer(_pair.Near);
        near.Open(1);

        Assert.Throws<InvalidDataException>(() => near.Open(1));
    }
}
