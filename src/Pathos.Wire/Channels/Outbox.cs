namespace Pathos.Wire;

/// <summary>Messages whose senders must not wait for the other side, because others wait for them: a thread of its own sends them.</summary>
/// <remarks>For the few that keep a connection going. What comes in any number has to wait its turn with whoever sends it, or it would fill the memory here.</remarks>
internal sealed class Outbox
{
    private const int StackSize = 256 << 10;

    private readonly object _gate = new();
    private readonly Queue<Message> _messages = new();
    private readonly FrameConnection _connection;
    private bool _isClosed;

    public Outbox(FrameConnection connection)
    {
        _connection = connection;
        new Thread(Drain, StackSize) { IsBackground = true, Name = "pathos outbox" }.UnsafeStart();
    }

    /// <summary>Puts a message behind all before it. Never waits and never fails.</summary>
    public void Post(in Message message)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _messages.Enqueue(message);
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Drops what has not been sent. What is being sent now ends with the connection, and the thread with it.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Drain()
    {
        while (TryTake(out Message message))
        {
            _connection.Send(message);
        }
    }

    private bool TryTake(out Message message)
    {
        lock (_gate)
        {
            while (_messages.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            message = _isClosed ? default : _messages.Dequeue();
            return !_isClosed;
        }
    }
}
