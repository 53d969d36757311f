namespace Pathos.Wire;

/// <summary>Moves bytes between two processes, in order. It knows nothing of what they mean.</summary>
/// <remarks>Blocking on purpose: a thread that waits in a read costs nothing, and wakes two to three times faster than an async socket.</remarks>
internal abstract class Transport : IDisposable
{
    /// <summary>Reads at least one byte, or returns 0 when the other side is gone, however it went. One caller at a time.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>Sends all bytes. One caller at a time; it may run beside a <see cref="Receive"/>.</summary>
    /// <exception cref="TransportClosedException">The other side is gone.</exception>
    public abstract void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Ends both directions: a blocked <see cref="Receive"/> returns 0. Any thread, any number of times.</summary>
    public abstract void Close();

    public void Dispose() => Close();
}
