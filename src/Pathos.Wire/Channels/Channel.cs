namespace Pathos.Wire;

/// <summary>One worker's connection, inside a connection of many.</summary>
internal sealed class Channel(long id, Multiplexer owner) : Transport
{
    /// <summary>How much a side may send before the other has taken any of it: enough for a fast line to a far host, and all that a channel ever holds in memory.</summary>
    public const int Window = 4 << 20;

    private const int LargestPiece = 32 << 10;

    private readonly object _gate = new();
    private readonly ByteQueue _received = new();

    // What the other side has room for, and what was taken here and has not been told yet.
    private int _credit = Window;
    private int _taken;
    private bool _isClosed;
    private bool _isEnded;

    public override int Receive(Span<byte> buffer)
    {
        int count;
        int credit = 0;
        lock (_gate)
        {
            while (_received.Count == 0 && !_isEnded && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            if (_isClosed)
            {
                return 0;
            }

            count = _received.Read(buffer);
            _taken += count;
            if (_taken >= Window / 2 && !_isEnded)
            {
                (credit, _taken) = (_taken, 0);
            }
        }

        if (credit > 0)
        {
            owner.SendCredit(id, credit);
        }

        return count;
    }

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        int count = TakeCredit(Math.Min(bytes.Length, LargestPiece));
        owner.SendData(id, bytes[..count]);
        return count;
    }

    public override void Close()
    {
        bool tells;
        lock (_gate)
        {
            tells = !_isClosed && !_isEnded;
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        if (tells)
        {
            owner.End(id);
        }
    }

    /// <summary>Called by the thread that reads the connection.</summary>
    /// <exception cref="InvalidDataException">The other side sends more than it was allowed.</exception>
    internal void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_received.Count > Window - bytes.Length)
            {
                throw new InvalidDataException($"Channel {id} brings more than its window of {Window} bytes.");
            }

            if (!_isClosed)
            {
                _received.Write(bytes);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <exception cref="InvalidDataException">The other side has taken more than was sent.</exception>
    internal void AddCredit(int bytes)
    {
        lock (_gate)
        {
            if (bytes < 0 || _credit > Window - bytes)
            {
                throw new InvalidDataException($"Channel {id} was given a credit of {bytes} bytes beyond its window.");
            }

            _credit += bytes;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Nothing more comes. What came before can still be received.</summary>
    internal void EndByOther()
    {
        lock (_gate)
        {
            _isEnded = true;
            Monitor.PulseAll(_gate);
        }
    }

    private int TakeCredit(int wanted)
    {
        lock (_gate)
        {
            while (_credit == 0 && !_isClosed && !_isEnded)
            {
                Monitor.Wait(_gate);
            }

            if (_isClosed || _isEnded)
            {
                throw new TransportClosedException();
            }

            int count = Math.Min(wanted, _credit);
            _credit -= count;
            return count;
        }
    }
}
