using System.Net.Sockets;

namespace Pathos.Wire;

/// <summary>Accepts connections and brings them to a door.</summary>
/// <remarks>It accepts on a thread of its own: a program whose thread pool is blocked must still let its workers in.</remarks>
internal sealed class DoorListener : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    // Closing the listener wakes its thread at once. The bound is for systems where it would not.
    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(2);

    private readonly Socket _listener;
    private readonly Door _door;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _closed = new();

    public DoorListener(Socket listener, Door door)
    {
        _listener = listener;
        _door = door;
        _thread = new Thread(Accept, maxStackSize: 256 * 1024) { IsBackground = true, Name = "pathos listener" };
        try
        {
            _thread.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            listener.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _closed.Set();
        _listener.Dispose();
        _thread.Join(s_endBound);
        return ValueTask.CompletedTask;
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The system is short of descriptors or memory for a moment; a worker that cannot come in fails its own opening in time.
                if (_closed.Wait(s_pause))
                {
                    return;
                }

                continue;
            }

            var stranger = new SocketTransport(socket);
            try
            {
                _door.Hear(stranger);
            }
            catch (OutOfMemoryException)
            {
                // The system has no room for one more thread. This worker is turned away, ends, and is told as one that could not start;
                // those that come later are still let in.
                stranger.Close();
            }
        }
    }
}
