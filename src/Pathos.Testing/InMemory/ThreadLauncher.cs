using Pathos.Distributed;

namespace Pathos;

/// <summary>Starts workers as threads of this process.</summary>
internal sealed class ThreadLauncher(RuntimeFolder folder, WireFaults? faults) : WorkerLauncher
{
    public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<LaunchedWorker>(new ThreadWorker(request, faults));

    public override ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
