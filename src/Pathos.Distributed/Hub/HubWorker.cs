using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The hub's side of one worker: its connection, what was sent there, and what it holds. All of its state is guarded by the hub's
/// lock.</summary>
internal sealed class HubWorker(WorkerStart start, LaunchedWorker launched)
{
    /// <summary>The most tasks that are on a worker, however short they are.</summary>
    public const int DeepestQueue = 128;

    private readonly HashSet<int> _callbacks = [];

    // Workers of a host share what is larger: it comes there once. Smaller values are there sooner when they come along.
    private const long SharedValueBytes = 64 << 10;

    private readonly HeldFunctions _functions = new();
    private readonly HeldValues _values = new();
    private readonly List<HubTask> _assigned = [];

    public string Name { get; } = start.Name;

    /// <summary>Gets the start that it came by.</summary>
    public WorkerStart Start { get; } = start;

    /// <summary>Gets the place that it belongs to.</summary>
    public HubSite Site => Start.Site;

    public LaunchedWorker Launched { get; } = launched;

    /// <summary>Gets or sets the two ends of its connection; set once, when it has proved itself.</summary>
    public QueuedSender? Sender { get; set; }

    /// <summary>Gets or sets what answers its questions; set with its connection.</summary>
    public AnswerQueue? Answers { get; set; }

    /// <summary>Gets what it has told and the handlers have not heard yet.</summary>
    public required HandlerBacklog Unheard { get; init; }

    public FrameReader? Reader { get; set; }

    public Transport? Transport { get; set; }

    /// <summary>Gets whose turn it is to read from it.</summary>
    public ReadingTurn Turn { get; } = new();

    /// <summary>Gets what measures how long it has been silent; only the hub's watch uses it.</summary>
    public SilenceMeter Silence { get; } = new();

    /// <summary>Gets the tasks it holds, oldest first; the first is the one it executes.</summary>
    public IReadOnlyList<HubTask> Assigned => _assigned;

    public WorkerState State { get; set; }

    /// <summary>Gets or sets since when the first of its tasks can have been executing, as a timestamp.</summary>
    public long HeadSince { get; set; }

    /// <summary>Gets the tasks that it was asked to give back.</summary>
    public HashSet<long> AskedBack { get; } = [];

    /// <summary>Gets or sets how many more items it may be given.</summary>
    public int TasksLeft { get; set; }

    /// <summary>Gets or sets whether it was ended because of its memory.</summary>
    public bool IsOutOfMemory { get; set; }

    /// <summary>Gets or sets whether it was told to go, so that its end is not a loss.</summary>
    public bool IsToldToGo { get; set; }

    /// <summary>Gets or sets why its connection was ended from here, when it was.</summary>
    public string? EndReason { get; set; }

    /// <summary>Gets or sets the task that was found stuck on it, which is the reason that it ends.</summary>
    public HubTask? Stuck { get; set; }

    public TaskCompletionSource Ready { get; } = new();

    /// <summary>Gets the task that completes when nothing of the worker is left.</summary>
    public TaskCompletionSource Gone { get; } = new();

    public HubTask? FindAssigned(long taskId) => _assigned.Find(task => task.Id == taskId);

    public void Assign(HubTask task) => InsertAssigned(_assigned.Count, task);

    /// <summary>Puts a task back that it held all the time, though it was taken off already.</summary>
    public void Reassign(HubTask task)
    {
        if (!_assigned.Contains(task))
        {
            InsertAssigned(0, task);
        }
    }

    public void Unassign(HubTask task)
    {
        if (_assigned.Remove(task) && _assigned.Count == 0)
        {
            Site.Busy--;
        }
    }

    /// <summary>Takes everything off it.</summary>
    public List<HubTask> UnassignAll()
    {
        List<HubTask> held = [.. _assigned];
        held.ForEach(Unassign);
        return held;
    }

    /// <summary>The messages that make the worker run a task: first what it lacks for it.</summary>
    public void Compose(HubTask task, List<Message> messages)
    {
        HubFunction function = task.Function;
        _callbacks.UnionWith(function.Callbacks);
        _callbacks.UnionWith(task.Callbacks);
        foreach (HubValue value in task.Shipped.Values)
        {
            if (!_values.Use(value))
            {
                ForgetDeadValues(messages);
                _values.Add(value);
                messages.Add(Launched.SharesConnection && value.Payload.TotalBytes >= SharedValueBytes
                    ? new Message(MessageKind.DefineValue, 0, new DefineValue(value.Hash, IsOnRequest: true))
                    : new Message(MessageKind.DefineValue, 0, new DefineValue(value.Hash, IsOnRequest: false), value.Payload.Bytes, value.Payload.Blocks));
            }
        }

        long? definition = _functions.Use(function);
        task.BringsCode = definition is null;
        task.Definition = definition ?? Define(task.Shipped, messages);
        messages.Add(new Message(MessageKind.RunBatch, task.Id, task.Fields, task.Payload.Bytes, task.Payload.Blocks));
    }

    /// <summary>Tells whether it was sent something that holds this object of the caller's. Guarded by the hub's lock.</summary>
    public bool MayCallBack(int id) => _callbacks.Contains(id);

    /// <summary>Finds a value of a task that it holds: which is the one that it asks for, as it asks when the task begins.</summary>
    public HubValue? FindValue(string hash) =>
        _assigned.SelectMany(static task => task.Shipped.Values).FirstOrDefault(value => value.Hash == hash);

    /// <summary>Tells whether it was sent a function and holds it. Guarded by the hub's lock.</summary>
    public bool Holds(HubFunction function) => _functions.Contains(function);

    /// <summary>Notes that it has not got the function that a task was sent with.</summary>
    public void Lacks(HubTask task) => _functions.Remove(task.Function, task.Definition);

    private void InsertAssigned(int at, HubTask task)
    {
        _assigned.Insert(at, task);
        if (_assigned.Count == 1)
        {
            Site.Busy++;
        }
    }

    private long Define(ShippedFunction shipped, List<Message> messages)
    {
        Forget(_functions.MakeRoom(shipped.Function, IsInUse), messages);
        var fields = new DefineFunction(shipped.MayChange ? shipped.Function.Hash.ToString() : "");
        messages.Add(new Message(MessageKind.DefineFunction, shipped.Function.Id, fields, shipped.Payload.Bytes, shipped.Payload.Blocks));
        return _functions.Add(shipped.Function);
    }

    /// <summary>Makes it forget the values of broadcasts that are gone, and the functions that hold them there.</summary>
    private void ForgetDeadValues(List<Message> messages)
    {
        foreach (string value in _values.TakeDead())
        {
            Forget(_functions.TakeThoseWith(value), messages);
            messages.Add(new Message(MessageKind.ForgetValue, 0, new ForgetValue(value)));
        }
    }

    private static void Forget(List<long> functions, List<Message> messages) =>
        messages.AddRange(functions.Select(static id => new Message(MessageKind.ForgetFunction, id, NoFields.Instance)));

    private bool IsInUse(HubFunction function) => _assigned.Exists(task => ReferenceEquals(task.Function, function));
}

internal enum WorkerState
{
    Starting,
    Ready,

    /// <summary>The successor of a worker that still finishes what it holds: it takes its place then, and nothing before.</summary>
    Standby,

    /// <summary>Takes nothing new; leaves when it has finished what it holds.</summary>
    Retiring,
    Gone,
}
