namespace Pathos.Wire.Tests;

public sealed class QueuedSenderTests : IDisposable
{
    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task Enqueue_BothSidesFullOfLargeMessages_DoesNotDeadlock()
    {
        // Far more than the system buffers in both directions, and the first read comes after the last send.
        using var near = new QueuedSender(_pair.Near, "near");
        using var far = new QueuedSender(_pair.Far, "far");
        var payload = new byte[500_000];
        for (int i = 0; i < 20; i++)
        {
            near.Enqueue([new Message(MessageKind.RunBatch, i, NoFields.Instance, payload, [])]);
            far.Enqueue([new Message(MessageKind.Results, i, NoFields.Instance, payload, [])]);
        }

        Task<int> atFar = Task.Run(() => CountInOrder(_pair.Far));
        Task<int> atNear = Task.Run(() => CountInOrder(_pair.Near));

        Assert.Equal(20, await atFar.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(20, await atNear.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task EnqueueOrReserve_ManyThreads_KeepsTheOrderOfReservations()
    {
        using var sender = new QueuedSender(_pair.Near, "sender");
        var gate = new Lock();
        int next = 0;
        Task[] threads = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                Message[] messages;
                bool isReserved;
                lock (gate)
                {
                    messages = [new Message(MessageKind.CancelBatch, next++, NoFields.Instance)];
                    isReserved = sender.EnqueueOrReserve(messages);
                }

                if (isReserved)
                {
                    sender.SendReserved(messages);
                }
            }
        }))];
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        for (int expected = 0; expected < 8000; expected++)
        {
            Assert.True(reader.TryRead(out Frame frame));
            Assert.Equal(expected, frame.Id);
        }

        await Task.WhenAll(threads);
    }

    [Fact]
    public void Dispose_WhileTheOtherSideDoesNotRead_EndsItsThread()
    {
        var sender = new QueuedSender(_pair.Near, "sender");
        sender.Enqueue([new Message(MessageKind.RunBatch, 1, NoFields.Instance, new byte[5_000_000], [])]);
        _pair.Near.Close();

        sender.Dispose();

        // Nothing is sent any more, and asking for it is no error: the reader of the connection tells what happened.
        sender.Enqueue([new Message(MessageKind.RunBatch, 2, NoFields.Instance)]);
    }

    [Fact]
    public async Task TrySendInTurn_OtherSideReadsLater_WaitsUntilTheSystemHasIt()
    {
        using var sender = new QueuedSender(_pair.Near, "sender");
        Task<bool> sending = Task.Run(() => sender.TrySendInTurn(new Message(MessageKind.AssemblyAnswer, 1, NoFields.Instance, new byte[5_000_000], [])));
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);

        Assert.False(sending.IsCompleted);
        Assert.True(reader.TryRead(out Frame frame));

        Assert.Equal(5_000_000, frame.Body.Length);
        Assert.True(await sending.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task TrySendInTurn_ConnectionIsClosed_SaysSo()
    {
        using var sender = new QueuedSender(_pair.Near, "sender");
        Task<bool> sending = Task.Run(() => sender.TrySendInTurn(new Message(MessageKind.AssemblyAnswer, 1, NoFields.Instance, new byte[5_000_000], [])));

        _pair.Near.Close();

        Assert.False(await sending.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(sender.TrySendInTurn(new Message(MessageKind.AssemblyAnswer, 2, NoFields.Instance)));
    }

    private static int CountInOrder(Transport transport)
    {
        var reader = new FrameReader(transport, FrameLimits.Trusted);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(reader.TryRead(out Frame frame));
            Assert.Equal(i, frame.Id);
        }

        return 20;
    }
}
