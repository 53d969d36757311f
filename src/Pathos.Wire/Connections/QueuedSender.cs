using System.Diagnostics;

namespace Pathos.Wire;

/// <summary>Sends messages of many callers on one connection without ever making them wait for the other side. For the hub.</summary>
/// <remarks>
/// A thread of its own drains the queue and joins what waits into few writes. A caller may send by itself, which saves a switch of threads, when it knows that
/// the other side has taken everything before: then a small message fits in the system's buffer and cannot block. A naive hub that sends and then receives on
/// one thread deadlocks as soon as both directions are full; here reading never waits for sending.
/// </remarks>
internal sealed class QueuedSender : IDisposable
{
    private const int DirectLimit = 16 << 10;

    private readonly object _gate = new();
    private readonly FrameWriter _writer;
    private readonly Thread _thread;
    private readonly bool _sendsDirectly;

    // Guarded by _gate. The thread that sets _isSending owns _writer until it clears it.
    private List<Message> _queue = [];
    private bool _isSending;
    private bool _isClosed;

    // How many messages were queued, and how many of those the system has.
    private long _queued;
    private long _sent;

    /// <param name="transport">Where to.</param>
    /// <param name="name">What its thread is called.</param>
    /// <param name="sendsDirectly">Whether callers may send by themselves: not where others use the same connection, who may have filled the system's buffer.</param>
    public QueuedSender(Transport transport, string name, bool sendsDirectly = true)
    {
        _sendsDirectly = sendsDirectly;
        _writer = new FrameWriter(transport);
        _thread = new Thread(Drain, maxStackSize: 256 * 1024) { IsBackground = true, Name = name };
        _thread.UnsafeStart();
    }

    /// <summary>Queues messages behind all before them and returns at once. Never fails: the reader of a broken connection notices.</summary>
    public void Enqueue(ReadOnlySpan<Message> messages)
    {
        lock (_gate)
        {
            Enqueue_NeedsLock(messages);
        }
    }

    /// <summary>Queues a message and waits until the system has it. For threads that no other thread waits for.</summary>
    /// <returns>False when the connection has been closed here before.</returns>
    public bool TrySendInTurn(in Message message)
    {
        lock (_gate)
        {
            Enqueue_NeedsLock([message]);
            long own = _queued;
            while (!_isClosed && _sent < own)
            {
                Monitor.Wait(_gate);
            }

            return !_isClosed;
        }
    }

    /// <summary>Queues messages, or reserves the connection for the caller to send them itself. The order of all messages is that of these calls.</summary>
    /// <returns>True when the caller must call <see cref="SendReserved"/> with the same messages, now and whatever happens.</returns>
    /// <remarks>Only when the other side is known to have taken everything sent before: what is small then fits in the system's buffer and cannot block.</remarks>
    public bool EnqueueOrReserve(ReadOnlySpan<Message> messages)
    {
        lock (_gate)
        {
            if (!_sendsDirectly || _isClosed || _isSending || _queue.Count > 0 || !AreSmall(messages))
            {
                Enqueue_NeedsLock(messages);
                return false;
            }

            _isSending = true;
            return true;
        }
    }

    public void SendReserved(ReadOnlySpan<Message> messages)
    {
        TrySend(messages);
        lock (_gate)
        {
            _isSending = false;
            if (_queue.Count > 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Sends nothing more. What is being sent now ends with the transport.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Close();
        _thread.Join();
    }

    private static bool AreSmall(ReadOnlySpan<Message> messages)
    {
        long size = 0;
        foreach (Message message in messages)
        {
            size += message.Payload.Length + message.Fields.MaxSize;
            if (message.Blocks.Length > 0)
            {
                return false;
            }
        }

        return size <= DirectLimit;
    }

    private void Enqueue_NeedsLock(ReadOnlySpan<Message> messages)
    {
        if (!_isClosed)
        {
            _queue.AddRange(messages);
            _queued += messages.Length;
            Monitor.PulseAll(_gate);
        }
    }

    private void Drain()
    {
        List<Message> taken = [];
        while (TryTake(ref taken))
        {
            TrySend(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(taken));
            lock (_gate)
            {
                _isSending = false;
                _sent += taken.Count;
                Monitor.PulseAll(_gate);
            }

            taken.Clear();
        }
    }

    private bool TryTake(ref List<Message> taken)
    {
        lock (_gate)
        {
            while (!_isClosed && (_isSending || _queue.Count == 0))
            {
                Monitor.Wait(_gate);
            }

            if (_isClosed)
            {
                return false;
            }

            Debug.Assert(!_isSending, "Only one thread sends at a time.");
            _isSending = true;
            (taken, _queue) = (_queue, taken);
            return true;
        }
    }

    private void TrySend(ReadOnlySpan<Message> messages)
    {
        try
        {
            foreach (Message message in messages)
            {
                _writer.Append(message);
            }

            _writer.Flush();
        }
        catch (TransportClosedException)
        {
            // The reader of this connection sees its end too, and answers for everything that was sent here.
            Close();
        }
    }
}
