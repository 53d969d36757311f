using Pathos.Distributed;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A pool with a real hub and two workers, one honest and one hostile. The worker that replaces the hostile one after its removal is honest.</summary>
internal sealed class HostilePool : IAsyncDisposable
{
    private static readonly ManualResetEventSlim s_honestRan = new();
    private static readonly ManualResetEventSlim s_hostileHas = new();

    private readonly ThreadLauncher _honest;
    private readonly HostileScript _script;
    // Which of those that are launched: the first of two, or the second that comes to one.
    private readonly int _hostile;
    private int _launched;

    public HostilePool(HostileScript script, int workers = 2, Func<HubOptions, HubOptions>? options = null)
    {
        _script = script with { Await = AwaitHonestWorker };
        _hostile = 3 - workers;
        var poolOptions = new ProcessPoolOptions { Name = "hostile", OpenTimeout = TestTimeouts.Unexpected, Output = static _ => { } };
        var door = new Door();
        _honest = new ThreadLauncher(door, faults: null);
        Pool = new Pool(
            [$"local/{workers}"],
            poolOptions,
            () => new DistributedBackend(workers, poolOptions, hubOptions => new Hub(options?.Invoke(hubOptions) ?? hubOptions, door, new HubSite(new Launcher(this), workers))));
    }

    public Pool Pool { get; }

    /// <summary>Runs a map of numbers that both workers share: each waits with its first until the other has one, too. The honest one is a thread of this process.</summary>
    public async Task<List<Outcome<R>>> MapAsync<R>(Func<int, R> function)
    {
        await Pool.ReadyAsync();
        s_honestRan.Reset();
        s_hostileHas.Reset();
        return await Pool.MapOutcomes(
            x =>
            {
                s_honestRan.Set();
                s_hostileHas.Wait(TestTimeouts.Unexpected);
                return function(x);
            },
            Enumerable.Range(1, 40),
            new MapOptions { ChunkSize = 1 }).Collected();
    }

    private static void AwaitHonestWorker()
    {
        s_hostileHas.Set();
        s_honestRan.Wait(TestTimeouts.Unexpected);
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await _honest.DisposeAsync();
    }

    private sealed class Launcher(HostilePool owner) : WorkerLauncher
    {
        public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) => Task.FromResult<LaunchedWorker>(
            Interlocked.Increment(ref owner._launched) == owner._hostile ? new HostileWorker(request.Token, UnixSockets.Connect(owner._honest.Address), owner._script) : new ThreadWorker(request, owner._honest.Address, faults: null));
    }
}
