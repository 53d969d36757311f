namespace Pathos.Launching;

/// <summary>Clears what dead pools left, once in the life of a pool: when its start is over, or at its end if that comes first.</summary>
internal sealed class FolderSweep : IAsyncDisposable
{
    // The first task of a program does not share the processor with this.
    private static readonly TimeSpan s_afterStart = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _done;
    private int _disposed;

    public FolderSweep() => _done = LibraryThreads.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await LibraryThreads.Run(_ending.Cancel).OnLibraryThreads();

        // Whatever kept it from clearing what others left is not an error of this pool.
        await _done.EndOnLibraryThreads();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Delay(s_afterStart, LibraryTime.Shared, _ending.Token).EndOnLibraryThreads();
        LeftFolders.Clear();
    }
}
