namespace Pathos.Wire;

/// <summary>Moves bytes between two processes, in order. It knows nothing of what they mean.</summary>
/// <remarks>Blocking on purpose: a thread that waits in a read costs nothing, and wakes two to three times faster than an async socket.</remarks>
internal abstract class Transport : IDisposable
{
    // Small enough that a slow line moves several in the time that a watcher waits for one.
    private const int LargestPiece = 256 << 10;

    private long _sent;

    /// <summary>Reads at least one byte, or returns 0 when the other side is gone, however it went. One caller at a time.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>Gets how many bytes have been handed over. It grows while a long <see cref="Send"/> is under way: a watcher tells a slow line from one that stands still.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Sends all bytes. One caller at a time; it may run beside a <see cref="Receive"/>.</summary>
    /// <exception cref="TransportClosedException">The other side is gone.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = SendSome(bytes[..Math.Min(bytes.Length, LargestPiece)]);
            Volatile.Write(ref _sent, _sent + count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Ends both directions: a blocked <see cref="Receive"/> returns 0. Any thread, any number of times.</summary>
    public abstract void Close();

    public void Dispose() => Close();

    /// <summary>Hands over some of the bytes, at least one.</summary>
    /// <returns>How many were handed over.</returns>
    /// <exception cref="TransportClosedException">The other side is gone.</exception>
    protected abstract int SendSome(ReadOnlySpan<byte> bytes);
}
