using System.Net;
using System.Net.Sockets;

namespace Pathos.Distributed;

/// <summary>Where a server listens: takes connections on a thread of its own, whatever goes wrong with single ones.</summary>
/// <remarks>An accept fails when the system is short of descriptors or memory, or when the peer has gone. None of that is the end of the
/// server: it pauses and goes on.</remarks>
internal sealed class ServerSocket : IDisposable
{
    private const int StackSize = 256 << 10;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    // Closing the listener wakes its thread at once. The bound is for systems where it would not.
    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(2);

    private readonly Socket _listener;
    private readonly ManualResetEventSlim _closed = new();
    private Thread? _thread;

    private ServerSocket(Socket listener)
    {
        _listener = listener;
        Address = (IPEndPoint)listener.LocalEndPoint!;
    }

    public IPEndPoint Address { get; }

    /// <exception cref="SocketException">It cannot listen there.</exception>
    public static ServerSocket Bind(IPEndPoint address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(address);
            listener.Listen();
            return new ServerSocket(listener);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Begins to take connections.</summary>
    /// <param name="onConnection">Takes one; it must not wait long.</param>
    /// <param name="onTrouble">Hears that none can be taken for a while, or one could not be: once until it is over.</param>
    /// <param name="onDeaf">Hears that connections will not be taken any more, though this was not closed.</param>
    public void Start(Action<Socket> onConnection, Action<Exception> onTrouble, Action<Exception> onDeaf)
    {
        _thread = new Thread(() => Accept(onConnection, onTrouble, onDeaf), StackSize) { IsBackground = true, Name = "pathos server" };
        _thread.UnsafeStart();
    }

    /// <summary>Takes no more connections, and leaves the port.</summary>
    public void Dispose()
    {
        _closed.Set();
        _listener.Dispose();
        if (_thread != Thread.CurrentThread)
        {
            _thread?.Join(s_endBound);
        }
    }

    /// <summary>Whether no other accept can ever end otherwise: the socket is closed, or does not listen any more.</summary>
    private static bool IsOver(Exception error) =>
        error is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.InvalidArgument or SocketError.NotSocket };

    private void Accept(Action<Socket> onConnection, Action<Exception> onTrouble, Action<Exception> onDeaf)
    {
        TimeSpan pause = TimeSpan.Zero;
        while (!_closed.IsSet)
        {
            Socket? socket = null;
            try
            {
                socket = _listener.Accept();
                onConnection(socket);
                pause = TimeSpan.Zero;
            }
            catch (Exception) when (_closed.IsSet)
            {
                socket?.Dispose();
                return;
            }
            catch (Exception error) when (socket is null && IsOver(error))
            {
                onDeaf(error);
                return;
            }
            catch (Exception error)
            {
                // No descriptor, no memory, no thread for one more, or the peer has gone.
                socket?.Dispose();
                if (pause == TimeSpan.Zero)
                {
                    onTrouble(error);
                }

                pause = pause == TimeSpan.Zero ? s_firstPause : pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                if (_closed.Wait(pause))
                {
                    return;
                }
            }
        }
    }
}
