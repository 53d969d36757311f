using System.Diagnostics;
using System.Net.Sockets;
using Pathos.Scale.Children;

namespace Pathos.Scale.Baselines;

/// <summary>A second .NET process that echoes 64 bytes over a Unix socket, with blocking calls at both ends: as little as a round trip can cost.</summary>
internal sealed class RawSocketPeer : IDisposable
{
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Socket _socket;
    private readonly byte[] _message = new byte[EchoChild.MessageBytes];

    private RawSocketPeer(Process process, Socket socket)
    {
        _process = process;
        _socket = socket;
    }

    public static RawSocketPeer Start()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pathos-scale-");
        try
        {
            string path = Path.Combine(folder.FullName, "echo");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            Process process = Child.Start(EchoChild.Name, path);
            return listener.Poll(s_longestStart, SelectMode.SelectRead)
                ? new RawSocketPeer(process, listener.Accept())
                : throw new TimeoutException("The echoing process did not connect.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void RoundTrips(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _socket.Send(_message);
            _socket.ReceiveFully(_message);
        }
    }

    /// <summary>Kills the process; returns the seconds until the end of its connection is seen.</summary>
    public double KillAndSeeTheEnd()
    {
        long killed = Clock.Now;
        _process.Kill();
        try
        {
            _socket.Receive(_message);
        }
        catch (SocketException)
        {
            // A reset says the same as an end.
        }

        return Clock.SecondsSince(killed);
    }

    public void Dispose()
    {
        // The child ends when its connection does.
        _socket.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }
}
