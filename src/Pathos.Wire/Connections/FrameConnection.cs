namespace Pathos.Wire;

/// <summary>A connection that any thread may send on, at once and in full. For the side that sends little and must know that it is sent: the worker.</summary>
internal sealed class FrameConnection(Transport transport, FrameLimits limits) : IDisposable
{
    private readonly Lock _sendGate = new();
    private readonly FrameWriter _writer = new(transport);

    public FrameReader Reader { get; } = new(transport, limits);

    /// <summary>Sends a message and returns when the system has it: it arrives even if this process dies now. Never fails: the reader of a broken connection notices.</summary>
    public void Send(in Message message)
    {
        lock (_sendGate)
        {
            try
            {
                _writer.Append(message);
                _writer.Flush();
            }
            catch (TransportClosedException)
            {
                // Whoever reads on this connection sees its end too, and decides what becomes of this process.
            }
        }
    }

    public void Close() => transport.Close();

    public void Dispose() => Close();
}
