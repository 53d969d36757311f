using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Starts workers on another host, all of them over one connection to its node. A connection that breaks is made again.</summary>
/// <param name="connect">Makes a connection for this launcher.</param>
/// <param name="server">The address of the server that lends the host; null where no server does.</param>
internal sealed class NodeLauncher(Func<NodeLauncher, CancellationToken, Task<NodeLink>> connect, string? server = null) : WorkerLauncher
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<NodeLink>? _link;
    private volatile bool _isDisposed;

    public override bool KeepsTrying => true;

    public override string? Server => server;

    public override void Want(WorkersWanted wish)
    {
        Task<NodeLink>? link;
        lock (_gate)
        {
            link = _link;
        }

        if (link is { IsCompletedSuccessfully: true })
        {
            link.Result.Want(wish);
        }
    }

    public override async Task<int> OfferAsync(CancellationToken cancellationToken)
    {
        NodeLink link = await LinkAsync().WaitAsync(cancellationToken).OnLibraryThreads();
        return (await link.Ready.OnLibraryThreads()).Cores;
    }

    public override async Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        NodeLink link = await LinkAsync().WaitAsync(cancellationToken).OnLibraryThreads();
        return await link.LaunchAsync(request, cancellationToken).OnLibraryThreads();
    }

    public override async ValueTask DisposeAsync()
    {
        Task<NodeLink>? last;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            last = _link;
        }

        await LibraryThreads.Run(_stopping.Cancel).OnLibraryThreads();

        if (last is not null)
        {
            await last.EndOnLibraryThreads();
            if (last.IsCompletedSuccessfully)
            {
                last.Result.Dispose();
                await last.Result.Ended.OnLibraryThreads();
            }
        }

        _stopping.Dispose();
    }

    /// <summary>The current session, or a new one. Callers that ask while it is made share what becomes of it.</summary>
    private Task<NodeLink> LinkAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            bool isUsable = _link is { } link && (!link.IsCompleted || (link.IsCompletedSuccessfully && !link.Result.Ended.IsCompleted));
            if (!isUsable)
            {
                _link = LibraryThreads.Run(ConnectAsync);
            }

            return _link!;
        }
    }

    private async Task<NodeLink> ConnectAsync()
    {
        NodeLink link = await connect(this, _stopping.Token).OnLibraryThreads();
        if (server is not null)
        {
            _ = KeepAsync(link);
        }

        return link;
    }

    /// <summary>A server is listened to even while no worker of its own is wanted: by its connection comes the news of machines that work
    /// for it. Ends with the launcher.</summary>
    private async Task KeepAsync(NodeLink link)
    {
        await link.Ended.OnLibraryThreads();
        for (int failures = 1; !_isDisposed; failures++)
        {
            try
            {
                // The next connection is kept by a call of its own.
                await LinkAsync().OnLibraryThreads();
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception)
            {
                // A caller that wants a worker of it meets the same error and tells it. Here it is tried again, later and later.
                await PauseAsync(Redialling.PauseAfter(failures)).OnLibraryThreads();
            }
        }
    }

    /// <summary>Waits, or until the launcher is disposed.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, LibraryTime.Shared, _stopping.Token).OnLibraryThreads();
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The loop looks for itself.
        }
    }
}
