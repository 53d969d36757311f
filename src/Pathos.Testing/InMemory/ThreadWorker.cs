using Pathos.Launching;
using Pathos.Wire;
using Pathos.Worker;

namespace Pathos;

/// <summary>A worker on a thread: it dials in over a socket like any other.</summary>
internal sealed class ThreadWorker : LaunchedWorker
{
    private readonly TaskCompletionSource<WorkerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Transport _transport;
    private readonly ThreadSurroundings _surroundings = new();

    public ThreadWorker(LaunchRequest request, string address, WireFaults? faults)
    {
        Cores = WorkerCounts.Share(request.Siblings);
        SocketTransport socket = UnixSockets.Connect(address);
        _transport = faults?.Over(socket) ?? socket;
        var thread = new Thread(() => Run(request.Token)) { IsBackground = true, Name = request.Worker };
        thread.UnsafeStart();
    }

    public override string Host => Environment.MachineName;

    public override int Cores { get; }

    public override int? ProcessId => null;

    public override Task<WorkerExit> Exited => _exited.Task;

    public override (long BatchId, int Position)? ReadPosition() => _surroundings.Position;

    /// <summary>Cuts the worker off. A task of it that ignores everything goes on as a background thread that nobody listens to.</summary>
    public override void Kill()
    {
        _transport.Close();
        _exited.TrySetResult(WorkerExit.Unknown);
    }

    public override ValueTask DisposeAsync()
    {
        Kill();
        return ValueTask.CompletedTask;
    }

    private void Run(string token)
    {
        using var host = new WorkerHost(_transport, token, _surroundings);
        host.Run();
        _exited.TrySetResult(new WorkerExit(0, null, []));
    }
}
