namespace Pathos.Wire;

/// <summary>Carries the connections of many workers over one: what an SSH session or a server's socket has room for.</summary>
/// <remarks>
/// Each channel has a window: a side sends no more than the other has said it has room for. So one worker whose results are not taken cannot hold up the others, and what waits here is
/// bounded. The thread that reads never sends and never waits for a channel's reader; every wait of a sender therefore ends with the connection's progress or with its end.
/// Credit and end-of-channel frames are posted and never sent inline: a stalled connection must not block callers of other channels.
/// </remarks>
internal sealed class Multiplexer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Channel> _channels = [];
    private readonly FrameConnection _connection;
    private readonly Outbox _outbox;
    private bool _isOver;

    public Multiplexer(Transport transport)
    {
        _connection = new FrameConnection(transport, FrameLimits.Node);
        _outbox = new Outbox(_connection, transport.Close);
    }

    /// <summary>Watches whether the other side says anything.</summary>
    /// <param name="interval">How often the caller looks.</param>
    public LineWatch Watch(TimeSpan interval) => new(_connection.Reader, interval);

    /// <summary>Sends a message that belongs to no channel. Any thread; never fails: the caller of <see cref="Run"/> learns of the end.</summary>
    public void Send(in Message message) => _connection.Send(message);

    /// <summary>The same without waiting for the other side: it is sent as soon as that takes it. For messages that are few.</summary>
    public void Post(in Message message) => _outbox.Post(message);

    /// <summary>The same for a state of which the latest value counts: it replaces what was posted before and not sent yet.</summary>
    public void PostLatest(in Message message) => _outbox.PostLatest(message);

    /// <summary>Opens this side's end of a channel. The other side opens its end under the same id.</summary>
    /// <exception cref="InvalidDataException">There is a channel of this id: where the other side chooses ids, that is its fault.</exception>
    public Channel Open(long id)
    {
        var channel = new Channel(id, this);
        bool isOver;
        lock (_gate)
        {
            isOver = _isOver;
            if (!isOver && !_channels.TryAdd(id, channel))
            {
                throw new InvalidDataException($"Channel {id} is opened twice.");
            }
        }

        if (isOver)
        {
            channel.EndByOther();
        }

        return channel;
    }

    /// <summary>Reads until the connection ends, then ends all channels.</summary>
    /// <param name="onMessage">Takes what belongs to no channel, on this thread; it must not wait for a channel.</param>
    /// <exception cref="InvalidDataException">What came makes no sense.</exception>
    public void Run(Action<Frame> onMessage)
    {
        try
        {
            while (_connection.Reader.TryRead(out Frame frame))
            {
                Handle(frame, onMessage);
            }

            _outbox.ThrowIfOverfull();
        }
        finally
        {
            EndAll();
        }
    }

    public void Close()
    {
        _outbox.Close();
        _connection.Close();
    }

    public void Dispose() => Close();

    internal void SendData(long id, ReadOnlySpan<byte> bytes) => _connection.Send(MessageKind.ChannelData, id, bytes);

    internal void SendCredit(long id, int bytes) => Post(new Message(MessageKind.ChannelCredit, id, new ChannelCredit(bytes)));

    internal void End(long id)
    {
        lock (_gate)
        {
            _channels.Remove(id);
        }

        // Behind the data of the channel that was sent before the end.
        Post(new Message(MessageKind.ChannelEnd, id, NoFields.Instance));
    }

    private void Handle(in Frame frame, Action<Frame> onMessage)
    {
        if (frame.Missing is { } missing)
        {
            throw new InvalidDataException(missing.Message, missing);
        }

        switch (frame.Kind)
        {
            case MessageKind.ChannelData:
                // One that has ended here already: the other side does not know it yet.
                Find(frame.Id)?.Take(frame.Body.Span);
                break;
            case MessageKind.ChannelCredit:
                Find(frame.Id)?.AddCredit(ChannelCredit.Read(frame.Body.Span).Bytes);
                break;
            case MessageKind.ChannelEnd:
                Channel? ended;
                lock (_gate)
                {
                    _channels.Remove(frame.Id, out ended);
                }

                ended?.EndByOther();
                break;
            default:
                onMessage(frame);
                break;
        }
    }

    private Channel? Find(long id)
    {
        lock (_gate)
        {
            return _channels.GetValueOrDefault(id);
        }
    }

    private void EndAll()
    {
        Channel[] channels;
        lock (_gate)
        {
            _isOver = true;
            channels = [.. _channels.Values];
            _channels.Clear();
        }

        Array.ForEach(channels, static channel => channel.EndByOther());
        Close();
    }
}
