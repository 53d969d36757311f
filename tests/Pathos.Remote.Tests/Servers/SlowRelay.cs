using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pathos.Remote.Tests;

/// <summary>A slow line to a server of this machine: passes on what comes, so many bytes a second in each direction, until it is cut.</summary>
internal sealed class SlowRelay : IAsyncDisposable
{
    private const int BufferSize = 32 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Socket> _connections = [];
    private readonly int _bytesPerSecond;
    private readonly Task _accepting;

    public SlowRelay(int port, int bytesPerSecond)
    {
        _bytesPerSecond = bytesPerSecond;
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends the connections of now; new ones may come.</summary>
    public void Cut()
    {
        while (_connections.TryTake(out Socket? near))
        {
            near.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        List<Task> relays = [];
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await _listener.AcceptSocketAsync(_stopping.Token), port));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(Socket near, int port)
    {
        _connections.Add(near);
        using (near)
        using (var far = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await far.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[BufferSize];
        long startedAt = Stopwatch.GetTimestamp();
        long passed = 0;
        try
        {
            while (await from.ReceiveAsync(buffer, _stopping.Token) is var count and > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count), _stopping.Token);
                passed += count;
                TimeSpan early = TimeSpan.FromSeconds((double)passed / _bytesPerSecond) - Stopwatch.GetElapsedTime(startedAt);
                if (early > TimeSpan.FromMilliseconds(5))
                {
                    await Task.Delay(early, _stopping.Token);
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone, and the other one goes with it.
        }
    }
}
