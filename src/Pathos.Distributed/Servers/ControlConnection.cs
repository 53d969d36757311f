using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The connection over which a server and a machine that works for it speak about others. Each side says at times that it lives,
/// so that one that vanished without a word is missed.</summary>
internal sealed class ControlConnection
{
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(60);

    private readonly FrameConnection _connection;
    private readonly Outbox _outbox;
    private LineWatch? _watch;

    public ControlConnection(Transport transport)
    {
        _connection = new FrameConnection(transport, FrameLimits.Control);
        _outbox = new Outbox(_connection, transport.Close);
    }

    /// <summary>Puts a message in line. Any thread; never waits for the other side and never fails: the caller of <see cref="Run"/> learns
    /// of the end.</summary>
    public void Send(in Message message) => _outbox.Post(message);

    /// <summary>Reads until the connection ends.</summary>
    /// <exception cref="InvalidDataException">What came makes no sense.</exception>
    public void Run(Action<Frame> onMessage)
    {
        _watch = new LineWatch(_connection.Reader, s_keepAlive);
        using ITimer life = LibraryTime.Shared.CreateTimer(_ => ShowLife(), null, s_keepAlive, s_keepAlive);
        try
        {
            while (_connection.Reader.TryRead(out Frame frame))
            {
                if (frame.Kind != MessageKind.KeepAlive)
                {
                    onMessage(frame);
                }
            }

            _outbox.ThrowIfOverfull();
        }
        finally
        {
            Close();
        }
    }

    public void Close()
    {
        _outbox.Close();
        _connection.Close();
    }

    private void ShowLife()
    {
        if (_watch!.Look() >= s_longestSilence)
        {
            Close();
            return;
        }

        _outbox.PostLatest(new Message(MessageKind.KeepAlive, 0, NoFields.Instance));
    }
}
