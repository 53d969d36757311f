using System.Globalization;
using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>The far side of a host: starts the workers that a pool wants there, watches them, and carries their connections over the one
/// that it has to the pool.</summary>
/// <remarks>It knows nothing of tasks. When its connection ends, so do its workers: nothing is left on the host of a pool that is
/// gone.</remarks>
internal sealed class NodeHost : IDisposable
{
    /// <summary>The variable by which workers find the folder for code that came over the network.</summary>
    public const string CacheVariable = "PATHOS_CODE_CACHE";

    // How long a pool may take to say what it wants. From then on it has its own patience.
    private static readonly TimeSpan s_openTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(10);

    private readonly NodeHostSettings _host;
    private readonly Multiplexer _pool;
    private readonly Door _door = new(LibraryTime.Shared);
    private readonly NodeWorkers _workers;

    // Of workers that have connected: the end of what they said.
    private readonly System.Collections.Concurrent.ConcurrentDictionary<long, TaskCompletionSource> _relays = new();
    private readonly NodeCode _code;
    private readonly MemoryLimit? _memory;

    // How workers are started: known when the code that they are started with is here.
    private Task<ProcessLauncher>? _launcher;
    private ITimer? _keepAlive;
    private LineWatch? _watch;
    private NodePatience? _patience;

    public NodeHost(Transport transport, NodeHostSettings host)
    {
        _host = host;
        _workers = new NodeWorkers(host.MostProcesses);
        _pool = new Multiplexer(transport);
        _code = new NodeCode(host.CacheFolder, _pool);
        _memory = host.MaxMemoryPerWorker is { } bytes ? new MemoryLimit(bytes, _workers) : null;
    }

    /// <summary>Serves until the pool is gone.</summary>
    public void Run()
    {
        _pool.Send(new Message(MessageKind.NodeReady, 0, new NodeReady(
            PeerBuild.OfThisProcess.ProtocolVersion,
            Bounds.Cut(Environment.MachineName, Bounds.Name),
            Environment.ProcessId,
            Math.Min(_host.Workers, Bounds.Workers),
            PeerBuild.OfThisProcess.RuntimeVersion)));
        _watch = _pool.Watch(s_openTime);
        using ITimer keepAlive = _keepAlive = LibraryTime.Shared.CreateTimer(_ => SayAndListen(), null, s_openTime, s_openTime);
        try
        {
            _pool.Run(Handle);
        }
        catch (Exception error)
        {
            // Whatever the pool has sent ends its own connection and its own workers. This process may serve others.
            _host.OnProblem($"The node ends the connection to its pool: {error.Message}");
        }
        finally
        {
            _code.Close();
        }
    }

    /// <summary>Tells the pool something that is not of this node. Never waits and never fails: a pool that has gone hears nothing, and
    /// one that takes nothing is ended by the line of what waits for it.</summary>
    public void Tell(in Message message) => _pool.Post(message);

    public void Dispose()
    {
        _pool.Close();
        _code.Close();
        _door.Dispose();
        _memory?.Dispose();
        _workers.EndAllAsync().GetAwaiter().GetResult();
        DisposeLauncherAsync().GetAwaiter().GetResult();
        _code.Dispose();
    }

    private async Task DisposeLauncherAsync()
    {
        if (_launcher is null)
        {
            return;
        }

        ProcessLauncher launcher;
        try
        {
            launcher = await _launcher.OnLibraryThreads();
        }
        catch (Exception)
        {
            // There never was one, which the pool heard with each worker that it asked for. Its settings decide how that fails: with a path
            // that cannot be one, say.
            return;
        }

        try
        {
            await launcher.DisposeAsync().OnLibraryThreads();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _host.OnProblem($"The files of a pool's workers could not be removed: {error.Message}");
        }
    }

    /// <summary>Gives up a pool that vanished without a word, and says to one that did not that this node is there.</summary>
    private void SayAndListen()
    {
        if (Volatile.Read(ref _watch)!.Look() >= (_patience?.OfNode ?? s_openTime))
        {
            _host.OnSilence(this);
        }
        else
        {
            _pool.PostLatest(new Message(MessageKind.KeepAlive, 0, NoFields.Instance));
        }
    }

    private void Handle(Frame frame)
    {
        switch (frame.Kind)
        {
            case MessageKind.OpenNode:
                Open(OpenNode.Read(frame.Body.Span));
                break;
            case MessageKind.StartWorker:
                Start(frame.Id, StartWorker.Read(frame.Body.Span));
                break;
            case MessageKind.KillWorker:
                _workers.Kill(frame.Id);
                break;
            case MessageKind.WorkersWanted:
                WorkersWanted wish = WorkersWanted.Read(frame.Body.Span);

                // What it says that it holds, the other pools of this host must do without: no more than it can hold.
                _host.Share?.Want(wish with { Held = Math.Min(wish.Held, _workers.Count) });
                break;
            case MessageKind.CodeAnswer:
                _code.Answer(frame.Id, frame.Body);
                break;
            case MessageKind.KeepAlive when frame.Id == 0:
                // Being read is all it is for.
                break;
            case MessageKind.KeepAlive:
                // The pool asks how far its bytes have come: so far. It asks one question at a time.
                _pool.PostLatest(new Message(MessageKind.KeepAlive, frame.Id, NoFields.Instance));
                break;
            default:
                throw new InvalidDataException($"A pool does not send {frame.Kind} to a node.");
        }
    }

    private void Open(OpenNode open)
    {
        if (_patience is not null)
        {
            throw new InvalidDataException("A node is opened once.");
        }

        if (new PeerBuild(open.ProtocolVersion, open.RuntimeVersion).DifferenceFor("The pool") is { } difference)
        {
            // The pool has found out by itself, from what this node said first.
            throw new InvalidDataException(difference);
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { [CacheVariable] = _host.CacheFolder };
        for (int i = 0; i + 1 < open.Environment.Count; i += 2)
        {
            environment[open.Environment[i] ?? ""] = open.Environment[i + 1];
        }

        _memory?.AddTo(environment);
        var settings = new ProcessSettings(open.DotnetPath, open.WorkingDirectory, environment, open.Depth);
        _patience = open.Patience;
        Volatile.Write(ref _watch, _pool.Watch(_patience.Interval));
        _keepAlive!.Change(_patience.Interval, _patience.Interval);
        _launcher = PrepareAsync(open, settings);

        if (_host.Share is { } share)
        {
            share.OnGranted = grant => _pool.PostLatest(new Message(MessageKind.WorkersGranted, 0, grant));
            share.Want(new WorkersWanted(0, 0, 0, 0));
        }

        _host.OnOpened?.Invoke(this);
    }

    /// <summary>Makes what starts workers. Where it fails (no room for temporary files, say), the pool hears of it with every worker that
    /// it asks for, and a process which serves others too goes on.</summary>
    private async Task<ProcessLauncher> PrepareAsync(OpenNode open, ProcessSettings settings)
    {
        if (open.Overrides.Files.Count > 0)
        {
            // The thread that is here reads the answers.
            settings = settings with { Overrides = await LibraryThreads.Run(() => Task.FromResult(_code.Fetch(open.Overrides, open.DotnetPath))).OnLibraryThreads() };
        }

        return new ProcessLauncher(settings, new RuntimeFolder(open.RuntimeConfig), _door, Print);
    }

    private void Start(long id, StartWorker start)
    {
        if (_workers.TryExpect(id))
        {
            _ = LibraryThreads.Run(() => StartAsync(id, start));
        }
        else
        {
            TellNotStarted(id, $"This host runs {_host.MostProcesses} worker processes of a pool at a time, and that many are here.");
        }
    }

    /// <summary>Never waits: a pool that asks and takes no answers is ended by the line of those that wait.</summary>
    private void TellNotStarted(long id, string reason) =>
        _pool.Post(new Message(MessageKind.WorkerNotStarted, id, new WorkerNotStarted(Bounds.Cut(reason, Bounds.Reason))));

    private async Task StartAsync(long id, StartWorker start)
    {
        LaunchedWorker worker;
        try
        {
            ProcessLauncher launcher = await (_launcher ?? throw new InvalidDataException("A worker was asked for before the node was opened.")).OnLibraryThreads();
            _door.Expect(start.Token, (local, reader, hello) => Connect(id, start.Worker, local, reader, hello));
            worker = await launcher.LaunchAsync(
                new LaunchRequest(Label(id), start.Token, start.Siblings), CancellationToken.None).OnLibraryThreads();
        }
        catch (Exception error)
        {
            _workers.Abandon(id);
            _door.Forget(start.Token);
            TellNotStarted(id, error.Message);
            return;
        }

        if (!_workers.TryAdd(id, worker))
        {
            // The pool went while it started, or wants it no more.
            _door.Forget(start.Token);
            await worker.DisposeAsync().OnLibraryThreads();
            return;
        }

        int cores = Math.Clamp(worker.Cores, 1, Bounds.Workers);
        _pool.Send(new Message(MessageKind.WorkerStarted, id, new WorkerStarted(worker.ProcessId ?? 0, cores, worker.PagePath)));
        WorkerExit exit = await worker.Exited.OnLibraryThreads();
        string[] lines = [.. exit.LastErrorLines.TakeLast(Bounds.LastLines).Select(static line => Bounds.Cut(line, Bounds.Line))];
        _pool.Send(new Message(MessageKind.WorkerExited, id, new WorkerExited(exit.ExitCode, exit.Signal, exit.IsByPool, lines)));
        _door.Forget(start.Token);
        await AwaitRelayAsync(id).OnLibraryThreads();
        _workers.Remove(id);
        await worker.DisposeAsync().OnLibraryThreads();
    }

    /// <summary>A worker has shown its token. What it says from here on, and said already, goes to the pool.</summary>
    private void Connect(long id, string name, Transport local, FrameReader reader, Hello hello)
    {
        _relays[id] = new TaskCompletionSource();
        Transport? channel = null;
        try
        {
            channel = _pool.Open(id);
            if (_host.Share is { } share)
            {
                // Where others use the host too, the node need not believe that this pool keeps to its part.
                channel = new SeatedChannel(channel, share.Seat());
            }

            new FrameConnection(channel, FrameLimits.Trusted).Send(new Message(MessageKind.Hello, 0, hello));
            channel.Send(reader.TakeBuffered());
            Relay.Start(local, channel, name, () => TellPosition(id));
        }
        catch (Exception error)
        {
            // The pool has gone, or has a channel of this number open still, or there is no room for one more thread. The worker ends with
            // its connection, and the pool hears of that.
            if (error is not TransportClosedException)
            {
                _host.OnProblem($"{name} came, and could not be brought to its pool: {error.Message}");
            }

            TellPosition(id);
            channel?.Close();
            local.Close();
        }
    }

    /// <summary>The page of a worker lies here: where it was has to be told before the pool learns of its end.</summary>
    private void TellPosition(long id)
    {
        (long BatchId, int Position)? position = _workers.Find(id)?.ReadPosition();
        _pool.Send(
            new Message(MessageKind.WorkerGone, id, new WorkerGone(position is not null, position?.BatchId ?? 0, position?.Position ?? 0)));
        if (_relays.TryGetValue(id, out TaskCompletionSource? relay))
        {
            relay.TrySetResult();
        }
    }

    /// <summary>A process may be found dead before all that it said has been passed on; until then its page is needed, which goes with the
    /// worker.</summary>
    private async Task AwaitRelayAsync(long id)
    {
        if (_relays.TryGetValue(id, out TaskCompletionSource? relay))
        {
            // Beyond the bound the pool takes nothing off this worker's hands, and does not ask where it was.
            await Task.WhenAny(relay.Task, Task.Delay(s_lastWords, LibraryTime.Shared)).OnLibraryThreads();
            _relays.TryRemove(id, out _);
        }
    }

    private void Print(TaskOutput line)
    {
        var printed = new WorkerPrinted(Bounds.Cut(line.Text, Bounds.Line), line.IsError);
        _pool.Send(new Message(MessageKind.WorkerPrinted, IdOf(line.Worker), printed));
    }

    // A worker is called here by its number: the pool knows its name, and files are named by it.
    private static string Label(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static long IdOf(string label) => long.Parse(label, CultureInfo.InvariantCulture);
}
