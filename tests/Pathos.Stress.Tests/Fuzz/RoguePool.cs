using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>A pool with one honest worker and, for as long as it is wanted, one rogue after the other.</summary>
internal sealed class RoguePool : IAsyncDisposable
{
    private readonly RuntimeFolder _folder = new();
    private readonly int _seed;
    private long _frames;
    private int _launched;
    private volatile bool _isHonest;

    public RoguePool(int seed)
    {
        _seed = seed;
        var options = new PoolOptions { Name = "rogue", OpenTimeout = TestTimeouts.Unexpected, Retry = new RetryPolicy { LostWorkerRetries = 1000 }, Output = static _ => { } };
        Pool = new Pool(["local/2"], options, () => new DistributedBackend(2, options, values: null, TimeSpan.FromMilliseconds(200), hubOptions =>
            new Hub(hubOptions, new Launcher(this), new Door(UnixSockets.Listen(_folder.SocketPath), _folder.SocketPath), 2)));
    }

    public Pool Pool { get; }

    public string Address => _folder.SocketPath;

    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>From now on every new worker is honest.</summary>
    public void BecomeHonest() => _isHonest = true;

    public async ValueTask DisposeAsync()
    {
        BecomeHonest();
        await Pool.DisposeAsync();
        _folder.Dispose();
    }

    private LaunchedWorker Launch(LaunchRequest request)
    {
        int number = Interlocked.Increment(ref _launched);
        return number == 1 || _isHonest
            ? new ThreadWorker(request, faults: null)
            : new RogueWorker(request, unchecked((_seed * 7919) + number), () => Interlocked.Increment(ref _frames));
    }

    private sealed class Launcher(RoguePool owner) : WorkerLauncher
    {
        public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) => Task.FromResult(owner.Launch(request));
    }
}
