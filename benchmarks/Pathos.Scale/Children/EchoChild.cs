using System.Net.Sockets;

namespace Pathos.Scale.Children;

/// <summary>Sends back what it gets, until the connection ends.</summary>
internal static class EchoChild
{
    public const string Name = "echo";
    public const int MessageBytes = 64;

    public static void Run(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        byte[] message = new byte[MessageBytes];
        while (socket.ReceiveFully(message))
        {
            socket.Send(message);
        }
    }

    /// <summary>Fills the message; returns false when the connection has ended.</summary>
    public static bool ReceiveFully(this Socket socket, byte[] message)
    {
        int received = 0;
        while (received < message.Length)
        {
            int bytes = socket.Receive(message, received, message.Length - received, SocketFlags.None);
            if (bytes == 0)
            {
                return false;
            }

            received += bytes;
        }

        return true;
    }
}
