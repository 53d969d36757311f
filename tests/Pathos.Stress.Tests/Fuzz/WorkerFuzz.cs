using Pathos.Distributed;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>Hostile bytes to workers, from what they take for their hub: a worker that understands nothing any more ends itself.</summary>
public sealed class WorkerFuzz
{
    // How long a worker may read on: some frames claim more than ever comes, and their reader waits for it rightly.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task WorkerProcess_HubSendsHostileFrames_EndsItself()
    {
        int processes = 24 * SoakSettings.FuzzFactor;
        int gaveUp = 0;
        for (int number = 0; number < processes; number++)
        {
            // A bench for each: a worker that loses its hub knocks once more, to know whether anybody is left.
            await using var bench = new WorkerBench();
            LaunchedWorker worker = await bench.LaunchProcessAsync();
            gaveUp += await SiegeAsync(bench, worker, new HostileFrames(unchecked((SoakSettings.Seed * 104729) + number)), number % 2 == 0, s_patience) ? 1 : 0;
            await worker.DisposeAsync();
        }

        // Some are left waiting for the rest of a frame, rightly so. If all were, the frames were too tame to say anything.
        Assert.True(gaveUp > 0, "No worker ended before its connection did.");
    }

    [Fact]
    public async Task WorkerThreads_HubSendsHostileFrames_EndWithoutAnUnhandledException()
    {
        int workers = 800 * SoakSettings.FuzzFactor;
        await using var bench = new WorkerBench();
        for (int number = 0; number < workers; number++)
        {
            LaunchedWorker worker = bench.LaunchThread();
            await SiegeAsync(bench, worker, new HostileFrames(unchecked((SoakSettings.Seed * 15485863) + number)), number % 4 != 0, TimeSpan.Zero);
            await worker.DisposeAsync();
        }
    }

    /// <summary>Sends frames until the worker hangs up or there have been enough; hangs up too after a while, and waits for its end.</summary>
    /// <returns>Whether it hung up first.</returns>
    private static async Task<bool> SiegeAsync(WorkerBench bench, LaunchedWorker worker, HostileFrames frames, bool welcomes, TimeSpan patience)
    {
        using Transport hub = await bench.AcceptAsync();

        // What it answers is taken off its hands, so that it never waits for us.
        Task drained = Task.Factory.StartNew(() => Drain(hub), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (welcomes)
            {
                hub.Send(HostileFrames.BytesOf(new Message(MessageKind.Welcome, 0, new Welcome("worker", 1, 1000, 0, true, false, null, "", "", ProgramFields.Unknown))));
            }

            for (int count = 0; count < 40; count++)
            {
                hub.Send(frames.FromHub());
            }
        }
        catch (TransportClosedException)
        {
            // It has hung up already.
        }

        bool gaveUp = await Task.WhenAny(drained, Task.Delay(patience)) == drained;
        hub.Close();
        await drained.Soon();
        await worker.Exited.Soon();
        return gaveUp;
    }

    private static void Drain(Transport hub)
    {
        var buffer = new byte[4096];
        while (hub.Receive(buffer) > 0)
        {
        }
    }

    /// <summary>A door that workers take for that of a hub.</summary>
    private sealed class WorkerBench : IAsyncDisposable
    {
        private readonly RuntimeFolder _folder = new(RuntimeConfig.OfThisMachine([]));
        private readonly Door _door = new();
        private readonly ProcessLauncher _launcher;
        private TaskCompletionSource<Transport> _arrival = new();
        private int _launched;

        public WorkerBench() => _launcher = new ProcessLauncher(new ProcessSettings(null, null, new Dictionary<string, string?>(), 0), _folder, _door, static _ => { });

        public Task<LaunchedWorker> LaunchProcessAsync() => _launcher.LaunchAsync(NextRequest(), CancellationToken.None);

        public LaunchedWorker LaunchThread() => new ThreadWorker(NextRequest(), _folder.SocketPath, faults: null);

        public Task<Transport> AcceptAsync() => _arrival.Task.Soon();

        public async ValueTask DisposeAsync()
        {
            await _launcher.DisposeAsync();
            _door.Dispose();
        }

        private LaunchRequest NextRequest()
        {
            TaskCompletionSource<Transport> arrival = _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new($"worker-{++_launched}", _door.Expect((transport, _, _) => arrival.SetResult(transport)), Siblings: 1);
        }
    }
}
