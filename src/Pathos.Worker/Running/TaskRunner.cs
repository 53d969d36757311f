using System.Buffers;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Executes work items on the thread that calls it, and tells the hub how they end.</summary>
internal sealed class TaskRunner : IDisposable
{
    private readonly FrameConnection _connection;
    private readonly WorkerSurroundings _surroundings;
    private readonly AssemblyQuestions _questions;
    private readonly ValueQuestions _values;
    private readonly ResultOutlet _outlet;
    private readonly LaneMonitor _monitor = new("pathos worker monitor");
    private readonly Pulse _heart;
    private readonly ResultWriter _writer = new();

    // Made by the set-up, which executes before every batch.
    private CodeContext _context = null!;
    private SerializationContext _resultContext = new DataContext(new LoadedAssemblies());
    private PositionPage _page = null!;

    // Of the batch that executes: one at a time.
    private PayloadWriter _results = null!;
    private Lane _lane = null!;
    private Welcome _welcome = null!;
    private CallerState _callers = null!;
    private ConsoleForwarding? _console;
    private MemoryWatch? _memory;

    public TaskRunner(FrameConnection connection, WorkerSurroundings surroundings, AssemblyQuestions questions, ValueQuestions values, ResultOutlet outlet)
    {
        _connection = connection;
        _surroundings = surroundings;
        _questions = questions;
        _values = values;
        _outlet = outlet;
        Broadcasts = new BroadcastStore(surroundings.SharedFolder is { } folder ? new HostValues(folder) : null, values.Fetch);
        _heart = new Pulse("pathos worker heart", () => connection.Send(new Message(MessageKind.Heartbeat, 0, NoFields.Instance)));
    }

    public FunctionTable Functions { get; } = new();

    public BroadcastStore Broadcasts { get; }

    public RemoteTokens Tokens { get; } = new();

    public void Execute(WorkItem item)
    {
        // What code of the user's changes of this thread, while it is set up or while arguments are decoded, would reach every later task.
        using var own = new ContextScope();
        switch (item)
        {
            case BatchWork batch:
                ExecuteBatch(batch);
                break;
            case SetupWork setup:
                SetUp(setup);
                break;
            case StopWork stop:
                stop.Leave();
                break;
        }
    }

    /// <summary>Says that a batch cannot run here, and why.</summary>
    public void Refuse(long batchId, Exception error) =>
        Send(MessageKind.BatchRefused, batchId, new BatchRefused(error is CodeConflictException, error is LackingFunctionException), error);

    public void Dispose()
    {
        _heart.Dispose();
        _writer.Dispose();
        _memory?.Dispose();
        _monitor.Dispose();
        _page?.Dispose();
    }

    private void SetUp(SetupWork work)
    {
        _welcome = work.Welcome;
        _page = _surroundings.OpenPage(_welcome.PagePath);
        _lane = new Lane(_monitor, _page.Cell, GiveUp, _outlet);
        _monitor.Add(_lane);
        _heart.Start(TimeSpan.FromMilliseconds(_welcome.HeartbeatMilliseconds));
        if (_welcome.MemoryLimit > 0 && _surroundings.MeasuresMemory)
        {
            _memory = new MemoryWatch(_connection, _welcome.MemoryLimit, static () => Environment.WorkingSet);
        }

        ITypeSource types = _surroundings.OpenTypes(_questions.Find);
        var callbacks = new RemoteCallbacks(_connection, () => _lane.Current?.Id ?? 0);
        Reducer[] reducers =
        [
            new BroadcastReducer(Broadcasts), new PoolReducer(), new TokenReducer(Tokens), new ProgressReducer(callbacks), new LoggerReducer(callbacks),
        ];
        _context = new CodeContext(types, reducers);
        try
        {
            _surroundings.UseCulture(_welcome.Culture, _welcome.UICulture);
            _callers = new CallerState(_welcome);
            ForwardConsole();
            _surroundings.UseProgram(_welcome.Program, types, hash => _values.Fetch(hash)?.Payload);
            WorkerSetup? setup = null;
            if (work.Payload.Length > 0)
            {
                setup = (WorkerSetup)CodeGraph.Read(new CodeReader(_context, work.Payload, work.Blocks))!;
                if (setup.ValueSerializer is IValueSerializer values)
                {
                    _context = new CodeContext(types, reducers, values);
                }
            }

            _surroundings.UseSettings(_welcome.Program, setup);
            setup?.Initializer?.Invoke();

            _resultContext = _welcome.ResultsMayHoldCode ? _context : new DataContext(types, setup?.ValueSerializer as IValueSerializer);
            _results = new PayloadWriter(_resultContext);
            Broadcasts.Context = _context;
            callbacks.Context = _resultContext;
            _connection.Send(new Message(MessageKind.Ready, 0, NoFields.Instance));
        }
        catch (Exception error)
        {
            Send(MessageKind.SetupFailed, 0, NoFields.Instance, error);
        }
    }

    private void ForwardConsole()
    {
        if (_welcome.ForwardsOutput)
        {
            _console = new ConsoleForwarding(_connection, () => _lane.Current?.Id ?? 0);
            _surroundings.ForwardConsole(_console);
        }
    }

    private void ExecuteBatch(BatchWork work)
    {
        if (_lane.IsGivenUp)
        {
            // The batch before it ended too late. Unbegun, this one runs elsewhere when the hub has ended this process.
            return;
        }

        _surroundings.Traces?.Next();

        // From here on a crash is this batch's: while it is decoded no item can be named. The cell goes on naming it when it has ended, until the next one begins;
        // where none of its items began, it stays as it was while it was decoded.
        _page.Cell.Begin(work.Id);
        _heart.EnsureBeating();
        _memory?.Begin();
        try
        {
            if (!work.TryBegin(null))
            {
                SendEnd(work.Id);
                return;
            }

            TaskFunction? function;
            try
            {
                function = FunctionOf(work);
            }
            catch (Exception error)
            {
                // A captured pool that may not be opened here is an error of pools, and no fault of the bytes that it came in.
                Exception cause = error is InvalidDataException { InnerException: PoolException inner } ? inner : error;
                Refuse(work.Id, cause);
                return;
            }

            if (function is null)
            {
                return;
            }

            _outlet.BeforeDecoding(work);
            function.Accept(new BatchStarter(this, work));
        }
        finally
        {
            _heart.MayRest();
            _memory?.End();
            _console?.FlushLines();
        }
    }

    /// <summary>Rebuilding a function may take as long as the code it needs is on its way, so only a cancellation bounds it. Null when the lane was given up meanwhile.</summary>
    private TaskFunction? FunctionOf(BatchWork work)
    {
        long id = work.Fields.FunctionId;
        if (Functions.IsBuilt(id))
        {
            return Functions.Get(id, _context);
        }

        TaskFunction? function = null;
        var reading = new ArgumentReading(work.Id, SettingsOf(work.Fields), _ => function = Functions.Get(id, _context));
        _ = work.TryBegin(reading);
        _lane.Watch(reading);
        return reading.IsRevoked ? null : function;
    }

    private static CallSettings SettingsOf(RunBatch fields) => new()
    {
        Seed = fields.Seed,
        ItemTimeout = fields.ItemTimeoutTicks == 0 ? null : new TimeSpan(fields.ItemTimeoutTicks),
        CancelGrace = new TimeSpan(fields.CancelGraceTicks),
        ConcurrencyPerWorker = fields.Concurrency,
        MeasuresItems = fields.MeasuresItems,
        IsRepeatable = fields.IsRepeatable,
        Depth = fields.Depth,
    };

    /// <summary>Says that nothing more comes of a batch.</summary>
    public void SendEnd(long batchId) => _connection.Send(new Message(MessageKind.Results, batchId, new Results(IsLast: true, 0, [], [])));

    /// <summary>The lane's task ignores its cancellation. What has finished has left; the hub ends this process and starts another.</summary>
    private void GiveUp(ExecutingBatch batch) => _connection.Send(new Message(MessageKind.BatchStuck, batch.Id, NoFields.Instance));

    private void Send(MessageKind kind, long id, MessageFields fields, Exception error)
    {
        var writer = new PayloadWriter(_resultContext);
        ExceptionCodec.Write(writer, error);
        Payload payload = writer.Finish();
        _connection.Send(new Message(kind, id, fields, payload.Bytes, payload.Blocks));
    }

    /// <summary>Makes a batch typed again, and runs it.</summary>
    private sealed class BatchStarter(TaskRunner owner, BatchWork work) : ITaskFunctionVisitor<bool>
    {
        public bool Visit<T, R>(TaskFunction<T, R> function)
        {
            RunBatch fields = work.Fields;
            owner._results.Reset();
            owner._results.SequenceLimit = fields.SequenceLimit;
            var frame = new ResultFrame<R>(owner._outlet, owner._results, work.Id, fields.IsRepeatable);
            var sink = new ResultSink<R>(frame, owner._outlet, owner._writer, work.Id, fields.ItemTimeoutTicks > 0);
            CallSettings settings;
            try
            {
                settings = SettingsOf(fields) with { Surroundings = owner._callers.Of(fields) };
            }
            catch (Exception error)
            {
                // The caller's culture cannot be had here, say.
                owner.Refuse(work.Id, error);
                return false;
            }

            if (!TryReadArguments(settings, frame, sink, out ReadOnlyMemory<T> items, out T[]? rented))
            {
                return false;
            }

            ExecutingBatch execution = BatchExecution.Create(work.Id, function, items, fields.FirstIndex, settings, ContextOf(fields), sink, owner._page.Cell);
            if (!work.TryBegin(execution))
            {
                owner.SendEnd(work.Id);
                return false;
            }

            owner._lane.Execute(execution);
            if (rented is not null)
            {
                // Every item has ended: one that was given up keeps its lane, and never comes here.
                ArrayPool<T>.Shared.Return(rented);
            }

            return true;
        }

        /// <summary>Rebuilds the arguments; false when the batch ends with that, because not all of them can be.</summary>
        private bool TryReadArguments<T, R>(CallSettings settings, ResultFrame<R> frame, ResultSink<R> sink, out ReadOnlyMemory<T> items, out T[]? rented)
        {
            bool isWhole = true;
            (ReadOnlyMemory<T> Items, T[]? Rented) read = default;
            Action<int>? onNext = null;
            void Read() => read.Items = ItemCodec<T>.ReadOwned(
                new CodeReader(owner._context, work.Payload, work.Blocks),
                work.Fields.Count,
                (position, error) =>
                {
                    isWhole = false;
                    frame.Add(position, TaskFailure.NotShippable(error));
                },
                out read.Rented,
                "argument",
                onNext);

            items = default;
            rented = null;
            try
            {
                if (ItemCodec<T>.IsPlain)
                {
                    Read();
                }
                else if (!TryWatch(settings, sink, reading =>
                {
                    onNext = reading.MoveTo;
                    Read();
                }))
                {
                    return false;
                }
            }
            catch (Exception error)
            {
                // No item of its own is to blame: the memory does not suffice, or the bytes as a whole make no sense.
                owner.Refuse(work.Id, error);
                return false;
            }

            if (!isWhole)
            {
                // The items that could be rebuilt go back unblamed and come again without the others.
                frame.Send(isLast: true, TimeSpan.Zero);
                return false;
            }

            (items, rented) = read;
            return true;
        }

        /// <summary>Lets the monitor watch the code of the user's that runs while arguments are rebuilt. False when the batch was cancelled or given up meanwhile.</summary>
        private bool TryWatch<R>(CallSettings settings, ResultSink<R> sink, Action<ArgumentReading> read)
        {
            var reading = new ArgumentReading(work.Id, settings, read, position =>
                sink.FailAside(position, TaskFailure.TimedOut(work.Fields.FirstIndex + position, settings.ItemTimeout!.Value), TimeSpan.Zero));
            if (!work.TryBegin(reading))
            {
                owner.SendEnd(work.Id);
                return false;
            }

            owner._lane.Watch(reading);
            return !reading.IsRevoked;
        }

        private BatchContext ContextOf(RunBatch fields) => new()
        {
            HubBatchId = work.Id,
            Worker = owner._welcome.Worker,
            Attempt = fields.Attempt,
            Seed = fields.Seed,
            Depth = fields.Depth,
            Cores = owner._welcome.Cores,
            Report = SendReport,
            Traces = owner._surroundings.Traces,
        };

        private void SendReport(TaskReport report) => owner._connection.Send(new Message(
            MessageKind.Report, work.Id, Report.Of(report.Message, report.Fraction, report.Index)));
    }
}
