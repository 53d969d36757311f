using System.Diagnostics;

namespace Pathos.Wire;

/// <summary>A connection that any thread may send on, at once and in full. For the side that sends little and must know that it is sent: the worker.</summary>
internal sealed class FrameConnection(Transport transport, FrameLimits limits) : IDisposable
{
    private readonly Lock _sendGate = new();
    private readonly FrameWriter _writer = new(transport);

    // When the oldest message that waits was held back, as a timestamp; 0 when none waits. Written under the gate.
    private long _heldSince;

    public FrameReader Reader { get; } = new(transport, limits);

    /// <summary>Sends a message and returns when the system has it: it arrives even if this process dies now. Never fails: the reader of a broken connection notices.</summary>
    /// <remarks>Messages that were held back leave before it.</remarks>
    public void Send(in Message message) => Send(message, isHeld: false);

    /// <summary>The same for bytes that are there already.</summary>
    public void Send(MessageKind kind, long id, ReadOnlySpan<byte> body)
    {
        lock (_sendGate)
        {
            try
            {
                _writer.Append(kind, id, body);
            }
            catch (TransportClosedException)
            {
                // The reader of this connection sees its end too.
                return;
            }

            TryFlush_NeedsLock();
        }
    }

    /// <summary>Holds a message back, to leave together with others: the caller sees to it that <see cref="Flush"/> follows soon, whatever happens.</summary>
    public void Hold(in Message message) => Send(message, isHeld: true);

    /// <summary>Gets whether a message waits.</summary>
    public bool IsHolding => Volatile.Read(ref _heldSince) != 0;

    /// <summary>Gets how long the oldest message that waits has been waiting.</summary>
    public TimeSpan HeldFor => Volatile.Read(ref _heldSince) is not 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Sends what was held back.</summary>
    public void Flush()
    {
        if (IsHolding)
        {
            lock (_sendGate)
            {
                TryFlush_NeedsLock();
            }
        }
    }

    public void Close() => transport.Close();

    public void Dispose() => Close();

    private void Send(in Message message, bool isHeld)
    {
        lock (_sendGate)
        {
            try
            {
                _writer.Append(message);
            }
            catch (TransportClosedException)
            {
                // As below.
                return;
            }

            if (!isHeld)
            {
                TryFlush_NeedsLock();
            }
            else if (_heldSince == 0)
            {
                Volatile.Write(ref _heldSince, Stopwatch.GetTimestamp());
            }
        }
    }

    private void TryFlush_NeedsLock()
    {
        Volatile.Write(ref _heldSince, 0);
        try
        {
            _writer.Flush();
        }
        catch (TransportClosedException)
        {
            // The reader of this connection sees its end too, and decides what becomes of this process.
        }
    }
}
