using System.Diagnostics;

namespace Pathos.Wire;

/// <summary>Messages whose senders must not wait for the other side, because others wait for them: a thread of its own sends them.</summary>
/// <remarks>
/// For the few that keep a connection going. What comes in any number waits with its sender, or replaces what was posted
/// before. A side that makes this one post and takes nothing would fill the memory here: when very many messages wait, the connection ends.
/// </remarks>
internal sealed class Outbox
{
    /// <summary>So many messages may wait: a dozen for each worker that a place can have, and some.</summary>
    public const int Most = 64 << 10;

    private const int StackSize = 256 << 10;

    private readonly object _gate = new();
    private readonly Queue<Message> _messages = new();

    // The last of each news that waits. Its place in line is that of the first one.
    private readonly Dictionary<(MessageKind Kind, bool IsAnswer), Message> _latest = [];
    private readonly FrameConnection _connection;
    private readonly Action _onOverfull;
    private bool _isClosed;
    private bool _isOverfull;

    /// <param name="connection">Where to.</param>
    /// <param name="onOverfull">Ends the connection of a side that takes nothing. Called on the thread that posts; it must not wait.</param>
    public Outbox(FrameConnection connection, Action onOverfull)
    {
        _connection = connection;
        _onOverfull = onOverfull;
        new Thread(Drain, StackSize) { IsBackground = true, Name = "pathos outbox" }.UnsafeStart();
    }

    /// <summary>Puts a message behind all before it. Never waits and never fails.</summary>
    public void Post(in Message message)
    {
        bool isOverfull;
        lock (_gate)
        {
            isOverfull = !_isClosed && _messages.Count >= Most;
            _isOverfull |= isOverfull;
            Enqueue_NeedsLock(message);
        }

        if (isOverfull)
        {
            Close();
            _onOverfull();
        }
    }

    /// <summary>Puts a message in the place of the one of its kind that waits, or behind all others. Messages of such a kind are only posted
    /// here.</summary>
    public void PostLatest(in Message message)
    {
        lock (_gate)
        {
            if (!_latest.ContainsKey(SubjectOf(message)))
            {
                Enqueue_NeedsLock(message);
            }

            if (!_isClosed)
            {
                _latest[SubjectOf(message)] = message;
            }
        }
    }

    /// <exception cref="InvalidDataException">This side has ended the connection, because the other one takes nothing.</exception>
    public void ThrowIfOverfull()
    {
        lock (_gate)
        {
            if (_isOverfull)
            {
                throw new InvalidDataException($"The other side takes nothing: {Most} messages wait for it.");
            }
        }
    }

    /// <summary>Drops what has not been sent. What is being sent now ends with the connection, and the thread with it.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _messages.Clear();
            _latest.Clear();
            Monitor.Pulse(_gate);
        }
    }

    private static (MessageKind Kind, bool IsAnswer) SubjectOf(in Message message) => (message.Kind, message.Id != 0);

    private void Enqueue_NeedsLock(in Message message)
    {
        Debug.Assert(Monitor.IsEntered(_gate));
        if (!_isClosed)
        {
            _messages.Enqueue(message);
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

            if (_isClosed)
            {
                message = default;
                return false;
            }

            message = _messages.Dequeue();
            if (_latest.Remove(SubjectOf(message), out Message latest))
            {
                message = latest;
            }

            return true;
        }
    }
}
