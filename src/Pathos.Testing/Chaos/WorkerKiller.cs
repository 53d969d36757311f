using Pathos.Distributed;
using Pathos.Launching;

namespace Pathos;

/// <summary>Ends worker processes of one pool at random, again and again, while your own work runs on it: what comes out must be what comes out without it.</summary>
/// <remarks>
/// It acts on the processes that this pool started and on nothing else: on workers that are ready for work, and on those that are starting where
/// <see cref="WorkerKillerOptions.KillsStarting"/> says so. It stops when it is disposed or when its pool is closed.
/// Give the work a <see cref="RetryPolicy"/> whose <see cref="RetryPolicy.LostWorkerRetries"/> outlast the killing, or expect the errors of lost workers.
/// </remarks>
/// <example><code>
/// await using Pool pool = Pool.Processes(4, new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(1), Retry = new RetryPolicy { LostWorkerRetries = 50 } });
/// await using WorkerKiller killer = await WorkerKiller.StartAsync(pool, new WorkerKillerOptions { MeanLifetime = TimeSpan.FromSeconds(2) });
/// int[] results = await pool.MapAsync(x => Work(x), items);
/// </code></example>
public sealed class WorkerKiller : IAsyncDisposable
{
    /// <summary>The exit code of processes that exit by themselves: <see cref="WorkerDeath.Exit"/>.</summary>
    public const int ExitCode = 86;

    // Before everything that waits, so that a long queue does not postpone it, and tried once: its worker is meant to be lost.
    private static readonly MapOptions s_exit = new() { Name = "WorkerKiller", Priority = int.MaxValue, Retry = RetryPolicy.None };

    private readonly Pool _pool;
    private readonly WorkerKillerOptions _options;
    private readonly Random _random;
    private readonly int[] _deaths = new int[Enum.GetValues<WorkerDeath>().Length];
    private readonly HashSet<LaunchedWorker> _frozen = new(ReferenceEqualityComparer.Instance);
    private readonly List<Task> _exits = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    private WorkerKiller(Pool pool, WorkerKillerOptions options)
    {
        _pool = pool;
        _options = options;
        Seed = options.Seed ?? Random.Shared.Next();
#pragma warning disable CA5394 // Chance that can be repeated is what is wanted, not secrecy.
        _random = new Random(Seed);
#pragma warning restore CA5394
        _loop = Task.Run(StrikeUntilStoppedAsync);
    }

    /// <summary>Gets the seed in use.</summary>
    public int Seed { get; }

    /// <summary>Gets how many workers it has ended.</summary>
    public int Total => Enum.GetValues<WorkerDeath>().Sum(CountOf);

    /// <summary>Waits until the pool is ready and begins.</summary>
    /// <param name="pool">The pool; it has worker processes on this machine.</param>
    /// <param name="options">How to go about it; null for the defaults.</param>
    /// <returns>The killer, at work. Dispose it before the pool.</returns>
    /// <exception cref="ArgumentException">The pool's workers are no processes of this machine.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static async Task<WorkerKiller> StartAsync(Pool pool, WorkerKillerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("WorkerKiller signals processes through descriptors, which Linux has.");
        }

        await pool.ReadyAsync().ConfigureAwait(false);
        if (pool.WorkerCount > 0 && VictimsOf(pool, includesStarting: false, out int workers).Count == 0 && workers > 0)
        {
            throw new ArgumentException($"{pool} has no worker processes on this machine that could be killed.", nameof(pool));
        }

        return new WorkerKiller(pool, options ?? new WorkerKillerOptions());
    }

    /// <summary>Counts the workers it has ended in one way.</summary>
    /// <param name="death">The way.</param>
    /// <returns>How many.</returns>
    public int CountOf(WorkerDeath death) => Volatile.Read(ref _deaths[(int)death]);

    /// <summary>Ends no more workers. Those that are frozen stay so until their pool ends them.</summary>
    /// <returns>A task that completes when nothing of the killer is under way.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await Task.WhenAll(_exits).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Enum.GetValues<WorkerDeath>().Select(death => $"{death} {CountOf(death)}"));

    /// <summary>The processes that may be ended now.</summary>
    /// <param name="pool">Their pool.</param>
    /// <param name="includesStarting">Whether processes that are not ready yet are among them.</param>
    /// <param name="workers">How many workers of any kind there are.</param>
    private static List<LaunchedWorker> VictimsOf(Pool pool, bool includesStarting, out int workers)
    {
        var visit = new Visit();
        PoolBackend backend = pool.Enter(visit);
        try
        {
            IReadOnlyList<object> all = backend.Workers;
            workers = all.Count;
            IEnumerable<LaunchedWorker> victims = all.Select(Unwrap).OfType<HubWorker>().Select(static worker => worker.Launched);
            if (includesStarting && backend is DistributedBackend distributed)
            {
                victims = victims.Concat(distributed.StartingWorkers);
            }

            return [.. victims.Where(static launched => launched is WorkerProcess)];
        }
        finally
        {
            pool.Leave(visit);
        }
    }

    private static object Unwrap(object worker) => worker is MixedBackend.PinnedWorker pinned ? pinned.Worker : worker;

    /// <summary>
    /// Exponential lifetimes have no memory. So n workers that each live a mean time m die like one process that strikes every m / n on the average and takes any of
    /// them: nobody has to notice births and keep a clock for each worker.
    /// </summary>
    private async Task StrikeUntilStoppedAsync()
    {
        try
        {
            while (true)
            {
                double lifetimes = -Math.Log(1 - _random.NextDouble()) / Math.Max(1, _pool.WorkerCount);
                await Task.Delay(_options.MeanLifetime * lifetimes, _stopping.Token).ConfigureAwait(false);
                Strike();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (PoolClosedException)
        {
            // The pool ended first, and its workers with it.
        }
    }

    private void Strike()
    {
        WorkerDeath death = _options.Deaths[_random.Next(_options.Deaths.Count)];
        List<LaunchedWorker> victims = VictimsOf(_pool, _options.KillsStarting && death != WorkerDeath.Freeze, out _);
        _frozen.IntersectWith(victims);
        if (victims.Count == 0)
        {
            // All are dead already; this stroke hits nobody.
            return;
        }

        LaunchedWorker victim = victims[_random.Next(victims.Count)];
        if (death == WorkerDeath.Exit)
        {
            _exits.RemoveAll(static exit => exit.IsCompletedSuccessfully);
            _exits.Add(AskToExitAsync());
            return;
        }

        // What is frozen cannot freeze again.
        if ((death != WorkerDeath.Freeze || _frozen.Add(victim)) && ProcessSignal.TrySend(victim, SignalOf(death)))
        {
            Interlocked.Increment(ref _deaths[(int)death]);
        }
    }

    private static int SignalOf(WorkerDeath death) => death switch
    {
        WorkerDeath.Kill => ProcessSignal.Kill,
        WorkerDeath.Crash => ProcessSignal.SegmentationFault,
        _ => ProcessSignal.Stop,
    };

    /// <summary>Only code inside a process can make it exit by itself, so this death is a task. Whichever worker takes it dies, which is one at random too.</summary>
    private async Task AskToExitAsync()
    {
        try
        {
            await _pool.PipeAsync(static () => Environment.Exit(ExitCode), s_exit, _stopping.Token).ConfigureAwait(false);
        }
        catch (WorkerLostException lost) when (lost.ExitCode == ExitCode)
        {
            Interlocked.Increment(ref _deaths[(int)WorkerDeath.Exit]);
        }
        catch (Exception error) when (error is PoolException or OperationCanceledException)
        {
            // Its worker met another death before, or the pool or this killer ended. What it means for the pool, the pool's own calls tell.
        }
    }

    /// <summary>A call of no duration, which is how the workers of a pool are looked at while they surely belong to it.</summary>
    private sealed class Visit : IActiveCall
    {
        public void Stop(Exception reason)
        {
            // It is over before anybody could mind.
        }
    }
}
