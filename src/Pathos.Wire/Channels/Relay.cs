namespace Pathos.Wire;

/// <summary>Passes bytes on between two connections, both ways, until one of them ends; then both end.</summary>
internal static class Relay
{
    private const int BufferSize = 64 << 10;
    private const int StackSize = 256 << 10;

    /// <param name="here">A worker's own connection.</param>
    /// <param name="channel">Its way to the pool.</param>
    /// <param name="name">What the threads are called.</param>
    /// <param name="onEnd">Called when nothing more comes from <paramref name="here"/>, before the other side learns of it.</param>
    public static void Start(Transport here, Transport channel, string name, Action onEnd)
    {
        StartPump(here, channel, $"{name} out", onEnd);
        StartPump(channel, here, $"{name} in", static () => { });
    }

    private static void StartPump(Transport from, Transport to, string name, Action onEnd) =>
        new Thread(() => Pump(from, to, onEnd), StackSize) { IsBackground = true, Name = name }.UnsafeStart();

    private static void Pump(Transport from, Transport to, Action onEnd)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (from.Receive(buffer) is var count and > 0)
            {
                to.Send(buffer.AsSpan(0, count));
            }
        }
        catch (TransportClosedException)
        {
            // The receiver is gone. The sender learns that by the end of its own connection.
        }

        onEnd();
        to.Close();
        from.Close();
    }
}
