using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The pool's side of a node: asks for workers on its host, and brings their connections to the pool's door.</summary>
internal sealed class NodeLink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, NodeWorker> _workers = [];
    private readonly Multiplexer _node;
    private readonly Door _door;
    private readonly NodeSettings _settings;
    private readonly INodeListener? _listener;
    // A node fetches one assembly after the other, piece by piece. Its next question may come before the answer to the last is counted off.
    private const int MostQuestions = 8;

    private readonly TaskCompletionSource<NodeReady> _ready = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly ITimer _keepAlive;
    private readonly LineWatch _watch;
    private readonly Echo _echo = new();
    private long _lastId;
    private int _questions;
    private bool _isOver;
    private volatile bool _isSilent;

    // Why this side ended the connection: what the node sent could not be taken. Empty where it did not.
    private volatile string _fault = "";

    // The last answer about code, of the thread that reads: the next one follows it.
    private Task _answers = Task.CompletedTask;

    private NodeLink(Transport transport, Door door, NodeSettings settings, INodeListener? listener)
    {
        _listener = listener;
        _node = new Multiplexer(transport);
        _door = door;
        _settings = settings;
        _watch = _node.Watch(settings.Patience.Interval);
        _keepAlive = LibraryTime.Shared.CreateTimer(_ => SayAndListen(), null, settings.Patience.Interval, settings.Patience.Interval);
        new Thread(Read, maxStackSize: 512 << 10) { IsBackground = true, Name = $"pathos node {settings.Host}" }.UnsafeStart();
    }

    /// <summary>Gets what the host is; completes when the node has said so, and fails when its connection ends before.</summary>
    public Task<NodeReady> Ready => _ready.Task;

    /// <summary>Gets the end of the connection; never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Makes a link of a connection, and waits until the node on it is ready.</summary>
    /// <param name="transport">A connection to the node, which has said nothing on it yet. It becomes the link's.</param>
    /// <param name="door">Where the workers come in.</param>
    /// <param name="settings">How they are started.</param>
    /// <param name="listener">Who hears what the node says of others, where the host has several pools.</param>
    /// <param name="cancellationToken">Ends the wait, and the connection.</param>
    /// <exception cref="PoolOpenException">The connection ended before, or the node cannot be used.</exception>
    public static async Task<NodeLink> OpenAsync(
        Transport transport, Door door, NodeSettings settings, INodeListener? listener, CancellationToken cancellationToken)
    {
        var link = new NodeLink(transport, door, settings, listener);
        try
        {
            await link.Ready.WaitAsync(cancellationToken).OnLibraryThreads();
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Gets whether nothing has come from the host for so long that its workers cannot be heard.</summary>
    public bool IsCutOff => _watch.Silence >= _settings.Patience.OfWorkers;

    /// <summary>Tells how far the bytes that were sent over this connection have come; see
    /// <see cref="LaunchedWorker.ReachedAt"/>.</summary>
    public TimeSpan ReachedAt(TimeSpan now)
    {
        if (_echo.TryAsk(now, out long id))
        {
            // Behind all bytes that were handed over before.
            _node.PostLatest(new Message(MessageKind.KeepAlive, id, NoFields.Instance));
        }

        return _echo.ReachedAt;
    }

    public void Want(WorkersWanted wish)
    {
        WorkersWanted bounded = wish with { Wanted = Math.Min(wish.Wanted, Bounds.Workers), Held = Math.Min(wish.Held, Bounds.Processes) };
        _node.PostLatest(new Message(MessageKind.WorkersWanted, 0, bounded));
    }

    /// <summary>Starts a worker on the host.</summary>
    /// <exception cref="PoolOpenException">It could not be started there.</exception>
    public async Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        NodeWorker worker;
        lock (_gate)
        {
            if (_isOver)
            {
                throw Lost(request.Worker);
            }

            worker = new NodeWorker(this, ++_lastId, request.Worker, _settings);
            _workers.Add(worker.Id, worker);
        }

        // The door reads it on a thread of its own from the first byte on, which comes after the worker has shown its token to the node.
        worker.Channel = _node.Open(worker.Id);
        _door.Hear(worker.Channel, isAwaited: true);
        int siblings = Math.Min(request.Siblings, Bounds.Workers);
        _node.Post(new Message(MessageKind.StartWorker, worker.Id, new StartWorker(request.Worker, request.Token, siblings)));
        try
        {
            await worker.Started.Task.WaitAsync(cancellationToken).OnLibraryThreads();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync().OnLibraryThreads();
            throw;
        }
    }

    public void Kill(long id) => _node.Post(new Message(MessageKind.KillWorker, id, NoFields.Instance));

    public void Forget(long id)
    {
        lock (_gate)
        {
            _workers.Remove(id);
        }
    }

    public void Dispose()
    {
        _keepAlive.Dispose();
        _node.Close();
    }

    /// <summary>Says that the pool is there, and gives up a node that does not. Its connection may stay open for ever: a host that has
    /// lost its power, or is stopped, does not end it.</summary>
    private void SayAndListen()
    {
        if (_watch.Look() >= _settings.Patience.OfPool && _ready.Task.IsCompletedSuccessfully)
        {
            _isSilent = true;
            Dispose();
            return;
        }

        _node.PostLatest(new Message(MessageKind.KeepAlive, 0, NoFields.Instance));
    }

    private PoolOpenException Lost(string worker) =>
        new($"{worker} could not be started: the connection to {_settings.Host} is lost. {LastWords()}");

    private void Read()
    {
        Exception? reason = null;
        try
        {
            _node.Run(Handle);
        }
        catch (Exception error)
        {
            // Whatever went wrong, the callers that wait for this host must learn of it.
            reason = error;
        }

        End(reason);
    }

    private void Handle(Frame frame)
    {
        switch (frame.Kind)
        {
            case MessageKind.NodeReady:
                Open(NodeReady.Read(frame.Body.Span));
                break;
            case MessageKind.ServerRefused:
                throw new PoolOpenException(Visible.Text(ServerRefused.Read(frame.Body.Span).Reason));
            case MessageKind.WorkerStarted:
                Find(frame.Id)?.TakeStart(WorkerStarted.Read(frame.Body.Span));
                break;
            case MessageKind.WorkerNotStarted:
                Find(frame.Id)?.TakeFailure(WorkerNotStarted.Read(frame.Body.Span).Reason);
                break;
            case MessageKind.WorkerGone:
                Find(frame.Id)?.TakePosition(WorkerGone.Read(frame.Body.Span));
                break;
            case MessageKind.WorkerExited:
                Find(frame.Id)?.TakeExit(WorkerExited.Read(frame.Body.Span));
                break;
            case MessageKind.WorkersGranted:
                _listener?.OnGranted(WorkersGranted.Read(frame.Body.Span));
                break;
            case MessageKind.HelperJoined:
                _listener?.OnHelperJoined(HelperJoined.Read(frame.Body.Span));
                break;
            case MessageKind.HelperLeft:
                _listener?.OnHelperLeft(HelperLeft.Read(frame.Body.Span).Helper);
                break;
            case MessageKind.CodeWanted:
                AnswerLater(frame.Id, CodeWanted.Read(frame.Body.Span));
                break;
            case MessageKind.KeepAlive:
                // Being read is all it is for, unless it answers a question of ours.
                _echo.Answer(frame.Id);
                break;
            case MessageKind.WorkerPrinted:
                WorkerPrinted line = WorkerPrinted.Read(frame.Body.Span);
                if (Find(frame.Id) is { } worker)
                {
                    _settings.OnOutput(new TaskOutput(worker.Name, line.Text, line.IsError, Index: null));
                }

                break;
            default:
                throw new InvalidDataException($"A node does not send {frame.Kind}.");
        }
    }

    private void Open(NodeReady node)
    {
        if (_ready.Task.IsCompleted)
        {
            throw new InvalidDataException("A node says once that it is ready.");
        }

        var open = new Message(MessageKind.OpenNode, 0, _settings.ToMessage());
        if (new PeerBuild(node.ProtocolVersion, node.RuntimeVersion).DifferenceFor("it") is { } difference)
        {
            // The node learns from it that this pool cannot use it, and can say so where it runs. Sent now: the connection ends with this.
            _node.Send(open);
            throw new PoolOpenException(difference);
        }

        _node.Post(open);
        _ready.TrySetResult(node);
    }

    /// <summary>Sends a piece of code, not on the thread that reads, which must not wait for the node. One piece at a time is in memory,
    /// however many are asked for.</summary>
    private void AnswerLater(long id, CodeWanted wanted)
    {
        if (Interlocked.Increment(ref _questions) > MostQuestions)
        {
            throw new InvalidDataException($"A node asks for code and takes no answers: {MostQuestions} questions wait.");
        }

        _answers = _answers.ContinueWith(
            _ =>
            {
                _node.Send(new Message(MessageKind.CodeAnswer, id, NoFields.Instance, RemoteOverrides.Read(wanted), []));
                Interlocked.Decrement(ref _questions);
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            LibraryThreads.Shared);
    }

    private NodeWorker? Find(long id)
    {
        lock (_gate)
        {
            return _workers.GetValueOrDefault(id);
        }
    }

    private string LastWords() => _isSilent
        ? $"{_settings.Host} stopped answering and was given up."
        : $"{_fault} {_settings.LastWords()}".Trim();

    private void End(Exception? reason)
    {
        NodeWorker[] workers;
        _fault = reason switch
        {
            null => "",
            InvalidDataException => $"{_settings.Host} cannot be used: {reason.Message} Use the same build on both sides. If it is the same, trust that machine no longer.",
            _ => $"{_settings.Host} cannot be used: {reason.Message}",
        };
        lock (_gate)
        {
            _isOver = true;
            workers = [.. _workers.Values];
        }

        _keepAlive.Dispose();
        string words = LastWords();
        Array.ForEach(workers, worker => worker.TakeLossOfHost(words));
        _listener?.OnEnded();
        _ready.TrySetException(new PoolOpenException(reason is null
            ? $"The connection to {_settings.Host} ended before its node was ready. {words}"
            : _fault, reason));
        _ended.TrySetResult();
    }
}
