using Pathos.Launching;
using Pathos.Wire;

namespace Pathos;

/// <summary>Starts workers as threads of this process, which come in over a socket like any other.</summary>
internal sealed class ThreadLauncher : WorkerLauncher
{
    private readonly RuntimeFolder _folder = new(runtimeConfig: "");
    private readonly DoorListener _listener;
    private readonly WireFaults? _faults;

    public ThreadLauncher(Door door, WireFaults? faults)
    {
        _faults = faults;
        _listener = new DoorListener(UnixSockets.Listen(_folder.SocketPath), door);
    }

    public string Address => _folder.SocketPath;

    public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<LaunchedWorker>(new ThreadWorker(request, Address, _faults));

    public override async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        _folder.Dispose();
    }
}
