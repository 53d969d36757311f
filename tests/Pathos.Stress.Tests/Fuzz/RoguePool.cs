using Pathos.Distributed;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>A pool with one honest worker and, for as long as it is wanted, one rogue after the other.</summary>
internal sealed class RoguePool : IAsyncDisposable
{
    private readonly ThreadLauncher _honest;
    private readonly int _seed;
    private long _frames;
    private int _launched;
    private volatile bool _isHonest;

    public RoguePool(int seed)
    {
        _seed = seed;
        var options = new ProcessPoolOptions { Name = "rogue", OpenTimeout = TestTimeouts.Unexpected, Retry = new RetryPolicy { LostWorkerRetries = 1000 }, Output = static _ => { }, HeartbeatTimeout = TimeSpan.FromMilliseconds(200) };
        var door = new Door();
        _honest = new ThreadLauncher(door, faults: null);
        Pool = new Pool(["local/2"], options, () => new DistributedBackend(2, options, hubOptions => new Hub(hubOptions, door, new HubSite(new Launcher(this), 2))));
    }

    public Pool Pool { get; }

    public string Address => _honest.Address;

    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>From now on every new worker is honest.</summary>
    public void BecomeHonest() => _isHonest = true;

    public async ValueTask DisposeAsync()
    {
        BecomeHonest();
        await Pool.DisposeAsync();
        await _honest.DisposeAsync();
    }

    private LaunchedWorker Launch(LaunchRequest request)
    {
        int number = Interlocked.Increment(ref _launched);
        return number == 1 || _isHonest
            ? new ThreadWorker(request, Address, faults: null)
            : new RogueWorker(request, Address, unchecked((_seed * 7919) + number), () => Interlocked.Increment(ref _frames));
    }

    private sealed class Launcher(RoguePool owner) : WorkerLauncher
    {
        public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) => Task.FromResult(owner.Launch(request));
    }
}
