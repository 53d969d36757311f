using System.Net.Sockets;

namespace Pathos.Wire;

/// <summary>A connected stream socket.</summary>
internal sealed class SocketTransport(Socket socket) : Transport
{
    public override int Receive(Span<byte> buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (Exception error) when (IsGone(error))
        {
            return 0;
        }
    }

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return socket.Send(bytes);
        }
        catch (Exception error) when (IsGone(error))
        {
            throw new TransportClosedException(error);
        }
    }

    public override void Close()
    {
        try
        {
            // Shutdown, unlike close, wakes a thread that is blocked in Receive.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (IsGone(error))
        {
            // The other side was quicker; there is nothing left to shut down.
        }

        socket.Dispose();
    }

    private static bool IsGone(Exception error) => error is SocketException or ObjectDisposedException;
}
