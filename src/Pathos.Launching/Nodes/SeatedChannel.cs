using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>A worker's way to a pool that shares the host with others. It holds a batch back until the worker may run it, whatever the
/// pool believes, and sees when batches end.</summary>
/// <remarks>
/// Only the fronts of frames are looked at. What comes behind a batch that is held waits with it: it is for the same worker, which runs
/// nothing. Meanwhile the pool is told that the worker lives, as the worker itself
/// would while it holds a batch; else the pool would take it for lost.
/// </remarks>
internal sealed class SeatedChannel(Transport channel, WorkerSeat seat) : Transport
{
    private const int BufferSize = 64 << 10;

    // As often as the most impatient pool expects a sign.
    private static readonly TimeSpan s_pulse = TimeSpan.FromMilliseconds(250);

    private static readonly byte[] s_heartbeat = new byte[FrameHeader.Size];

    private readonly Lock _sending = new();
    private readonly FrameScanner _toWorker = new();
    private readonly FrameScanner _toPool = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private long? _held;

    static SeatedChannel() => new FrameHeader(0, MessageKind.Heartbeat, 0, 0).Write(s_heartbeat);

    /// <summary>Gets the next bytes for the worker: up to the front of a batch, and beyond it only when the worker may run that.</summary>
    public override int Receive(Span<byte> buffer)
    {
        try
        {
            if (_held is { } batch)
            {
                Await(batch);
                _held = null;
            }

            if (_start == _end)
            {
                (_start, _end) = (0, channel.Receive(_buffer));
            }

            int count = _toWorker.Advance(
                _buffer.AsSpan(_start, Math.Min(buffer.Length, _end - _start)), out (FrameHeader Header, byte First)? frame);
            if (frame is { Header: { Kind: MessageKind.RunBatch } header })
            {
                // A worker cannot run a batch when only its front has come.
                _held = header.Id;
            }

            _buffer.AsSpan(_start, count).CopyTo(buffer);
            _start += count;
            return count;
        }
        catch (Exception error) when (error is InvalidDataException or TransportClosedException)
        {
            // What comes is not a frame, so a batch could not be told from it; or the worker is gone. The end of both connections follows.
            return 0;
        }
    }

    public override void Close()
    {
        seat.Leave();
        channel.Close();
    }

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
        {
            Look(bytes);
            channel.Send(bytes);
            return bytes.Length;
        }
    }

    /// <summary>Takes note of batches that end, before the pool hears of it: what it sends then finds the worker free.</summary>
    private void Look(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[_toPool.Advance(bytes, out (FrameHeader Header, byte First)? frame)..];
                if (frame is { } known && known.Header.Kind switch
                {
                    MessageKind.Results => known.First != 0,
                    MessageKind.BatchRefused or MessageKind.BatchStuck => true,
                    _ => false,
                })
                {
                    seat.End(known.Header.Id);
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new TransportClosedException(error);
        }
    }

    private void Await(long batch)
    {
        while (!seat.TryBegin(batch, s_pulse))
        {
            lock (_sending)
            {
                if (_toPool.IsBetweenFrames)
                {
                    // Of this worker, and between two frames of it: so it passes for its own.
                    channel.Send(s_heartbeat);
                }
            }
        }
    }
}
