using System.Net.Sockets;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>Starts workers on threads. What the first one says reaches the hub by way of a test, which says something else.</summary>
/// <param name="door">Where they come in.</param>
/// <param name="speak">Says to the hub what it likes, for each frame of the first worker.</param>
internal sealed class LyingLauncher(Door door, Action<Frame, LyingLauncher> speak) : WorkerLauncher
{
    private readonly ManualResetEventSlim _over = new();
    private readonly TestFolder _folder = new();
    private readonly ThreadLauncher _honest = new(door, faults: null);
    private FrameConnection? _hub;
    private int _launched;
    private volatile bool _isDeaf;

    public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _launched) > 1)
        {
            return Task.FromResult<LaunchedWorker>(new ThreadWorker(request, _honest.Address, faults: null));
        }

        string way = Path.Combine(_folder.Path, "s");
        using Socket listener = UnixSockets.Listen(way);
        var worker = new ThreadWorker(request, way, faults: null);
        var here = new SocketTransport(listener.Accept());
        SocketTransport hub = UnixSockets.Connect(_honest.Address);
        _hub = new FrameConnection(hub, FrameLimits.Trusted);
        new Thread(() => Forward(here)) { IsBackground = true, Name = "liar out" }.Start();
        new Thread(() => Copy(hub, here)) { IsBackground = true, Name = "liar in" }.Start();
        return Task.FromResult<LaunchedWorker>(worker);
    }

    public override async ValueTask DisposeAsync()
    {
        _over.Set();
        await _honest.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Says something to the hub.</summary>
    public void Send(in Message message) => _hub!.Send(message);

    /// <summary>Passes a frame on as it is.</summary>
    public void Pass(Frame frame) => Send(new Message(frame.Kind, frame.Id, NoFields.Instance, frame.Body.ToArray(), frame.Blocks));

    /// <summary>Reads nothing more of what the hub says.</summary>
    public void StopReading() => _isDeaf = true;

    private void Forward(SocketTransport worker)
    {
        var reader = new FrameReader(worker, FrameLimits.Trusted);
        while (reader.TryRead(out Frame frame))
        {
            speak(frame, this);
        }

        _hub!.Close();
    }

    private void Copy(SocketTransport from, SocketTransport to)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (from.Receive(buffer) is var count and > 0)
            {
                to.Send(buffer.AsSpan(0, count));
                if (_isDeaf)
                {
                    _over.Wait();
                }
            }
        }
        catch (TransportClosedException)
        {
            // The worker has gone first.
        }

        to.Close();
    }
}
