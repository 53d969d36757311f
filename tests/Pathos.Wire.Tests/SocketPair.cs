using System.Net.Sockets;

namespace Pathos.Wire.Tests;

/// <summary>Two connected transports over a real socket.</summary>
internal sealed class SocketPair : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pathos-wire-").FullName;

    public SocketPair()
    {
        string path = Path.Combine(_folder, "s");
        using Socket listener = UnixSockets.Listen(path);
        Near = UnixSockets.Connect(path);
        Far = new SocketTransport(listener.Accept());
    }

    public SocketTransport Near { get; }

    public SocketTransport Far { get; }

    public void Dispose()
    {
        Near.Close();
        Far.Close();
        Directory.Delete(_folder, recursive: true);
    }
}
