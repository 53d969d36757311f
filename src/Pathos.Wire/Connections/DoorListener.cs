using System.Net.Sockets;

namespace Pathos.Wire;

/// <summary>Accepts connections and brings them to a door.</summary>
internal sealed class DoorListener : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly Door _door;
    private readonly Task _accepting;
    private volatile bool _isClosed;

    public DoorListener(Socket listener, Door door)
    {
        _listener = listener;
        _door = door;
        _accepting = Task.Run(AcceptAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (_isClosed)
                {
                    return;
                }

                // The system is short of descriptors or memory for a moment; a worker that cannot come in fails its own opening in time.
                await Task.Delay(s_pause).ConfigureAwait(false);
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
