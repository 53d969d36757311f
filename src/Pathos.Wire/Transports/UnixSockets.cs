using System.Net.Sockets;

namespace Pathos.Wire;

/// <summary>Unix domain sockets: for workers on this machine. Who may connect is decided by the folder that the socket lies in, and by the handshake.</summary>
internal static class UnixSockets
{
    private const int Backlog = 512;

    public static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static SocketTransport Connect(string path) => new(Dial(path));

    /// <exception cref="SocketException">No process listens there.</exception>
    public static Socket Dial(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
