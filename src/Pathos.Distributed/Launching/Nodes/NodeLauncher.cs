using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>Starts workers on another host, all of them over one connection to its node. A connection that breaks is made again.</summary>
/// <param name="connect">Makes a connection, which tells its first argument what is granted.</param>
internal sealed class NodeLauncher(Func<Action<int, bool>, CancellationToken, Task<NodeLink>> connect) : WorkerLauncher
{
    private const int MostHandshakes = 10;

    // Servers drop connections when too many knock at once (MaxStartups), whichever pool they belong to.
    private static readonly SemaphoreSlim s_handshakes = new(MostHandshakes);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<NodeLink>? _link;
    private bool _isDisposed;

    public override bool KeepsTrying => true;

    public override void Want(int wanted, int held, long tasksDone)
    {
        Task<NodeLink>? link;
        lock (_gate)
        {
            link = _link;
        }

        if (link is { IsCompletedSuccessfully: true })
        {
            link.Result.Want(wanted, held, tasksDone);
        }
    }

    public override async Task<int> OfferAsync(CancellationToken cancellationToken)
    {
        NodeLink link = await LinkAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return (await link.Ready.ConfigureAwait(false)).Cores;
    }

    public override async Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        NodeLink link = await LinkAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await link.LaunchAsync(request, cancellationToken).ConfigureAwait(false);
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

        await _stopping.CancelAsync().ConfigureAwait(false);

        if (last is not null)
        {
            await last.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            if (last.IsCompletedSuccessfully)
            {
                last.Result.Dispose();
                await last.Result.Ended.ConfigureAwait(false);
            }
        }

        _stopping.Dispose();
    }

    /// <summary>The session of now, or a new one: those who ask while it is made share what becomes of it.</summary>
    private Task<NodeLink> LinkAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            bool isUsable = _link is { } link && (!link.IsCompleted || (link.IsCompletedSuccessfully && !link.Result.Ended.IsCompleted));
            if (!isUsable)
            {
                _link = Task.Run(ConnectAsync);
            }

            return _link!;
        }
    }

    private async Task<NodeLink> ConnectAsync()
    {
        await s_handshakes.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            return await connect((count, isContended) => OnGranted(count, isContended), _stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            s_handshakes.Release();
        }
    }
}
