using System.Globalization;
using Pathos.Launching;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The one backend of all pools with workers outside the caller's threads: makes batches into bytes for the hub, and what comes
/// back typed again.</summary>
internal sealed class DistributedBackend : PoolBackend
{
    private const string Argument = "argument";

    private readonly ProcessPoolOptions _options;
    private readonly Func<HubOptions, Hub> _createHub;
    private readonly CodeContext _context;
    private readonly WorkerPayloads _payloads;
    private readonly BroadcastReducer _broadcasts = new();
    private readonly TokenReducer _tokens = new();
    private readonly CallbackTable _callbacks = new();
    private readonly CallbackQueue _handlers;
    private readonly FunctionShipper _functions;
    private readonly SurroundingsShipper _surroundings = new();
    private readonly Lazy<Hub> _hub;
    private readonly OutputForwarding _output;

    // The thread that submits takes it and puts it back; a second one at the same time makes its own. A writer that threw on the way is
    // not put back.
    private PayloadWriter? _idleWriter;

    // Guards the order of the two ends of life: a backend that was stopped before it was opened never gets a hub.
    private readonly Lock _gate = new();
    private bool _isStopped;
    private int _workers;

    public DistributedBackend(int workers, ProcessPoolOptions options, Func<HubOptions, Hub> createHub)
    {
        _workers = workers;
        _options = options;
        _createHub = createHub;
        _context = new CodeContext(new LoadedAssemblies(), [_broadcasts, new PoolReducer(), _tokens, new ProgressReducer(_callbacks), new LoggerReducer(_callbacks)], options.ValueSerializer);
        _payloads = options.ResultsMayHoldCode ? WorkerPayloads.WithCode(_context) : WorkerPayloads.OnlyData(options.ValueSerializer);
        _functions = new FunctionShipper(_context, _broadcasts, IsHeldByAll);
        _handlers = new CallbackQueue(options.Name ?? "pool", options.Logger);
        _hub = new Lazy<Hub>(CreateHub);
        _output = new OutputForwarding(options);
    }

    public override int WorkerCount => _hub.IsValueCreated ? _hub.Value.WantedWorkers : Volatile.Read(ref _workers);

    public override int QueuedPerWorker => _options.QueuedPerWorker;

    public override int LargestBatch => _options.MaxTasksPerWorker ?? int.MaxValue;

    public override TimeSpan TargetBatchTime { get; } = TimeSpan.FromMilliseconds(4);

    public override IReadOnlyList<object> Workers => _hub.Value.ReadyWorkers;

    /// <summary>Gets the processes that are on their way to become workers.</summary>
    public IReadOnlyList<LaunchedWorker> StartingWorkers => _hub.Value.StartingWorkers;

    public override async Task<IReadOnlyList<object>> AwaitWorkersAsync(CancellationToken cancellationToken) =>
        await _hub.Value.AwaitWorkersAsync(cancellationToken).OnLibraryThreads();

    public override Task OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                throw new PoolOpenException($"Pool '{_options.Name ?? "of processes"}' was ended before its workers were started.");
            }

            _ = _hub.Value;
        }

        return _hub.Value.OpenAsync(cancellationToken);
    }

    public override void Prepare<T, R>(Call<T, R> call)
    {
        try
        {
            _functions.Ship(call);
        }
        catch (Exception)
        {
            // The function cannot travel, or code of the user's threw on the way. The same happens when it is submitted, where the caller
            // hears of it.
        }
    }

    public override void Submit<T, R>(Batch<T, R> batch)
    {
        ShippedFunction function;
        RunBatch fields;
        Payload items;
        IReadOnlyList<int> callbacks;
        try
        {
            function = _functions.Ship(batch.Call);
            fields = FieldsOf(batch, function.Function);
            if (!TryEncode(batch, out items, out callbacks))
            {
                return;
            }
        }
        catch (Exception error)
        {
            // Nothing was sent: the user's own code (a getter, a value serialiser) threw, or the function cannot travel.
            batch.FailRest(TaskFailure.NotShippable(error));
            batch.Complete();
            return;
        }

        batch.ArgumentBytes = items.TotalBytes;
        var task = new TypedTask<T, R>(batch, function, fields, items, _payloads) { Callbacks = callbacks };
        _hub.Value.Submit(HasHandlers ? new OrderedTask(task, _handlers, batch.Call.Settings.CallbackLevel) : task);
    }

    public override Task WhenOutputPassed() => _output.WhenPassed();

    private bool IsHeldByAll(HubFunction function) => _hub.IsValueCreated && _hub.Value.IsHeldByAll(function);

    /// <summary>Gets whether a task may make code of the user's run here.</summary>
    private bool HasHandlers => _callbacks.IsInUse;

    public override void Cancel(Call call)
    {
        if (_hub.IsValueCreated)
        {
            _hub.Value.Cancel(task => ReferenceEquals(task.Call, call));
        }
    }

    public override void Cancel(Batch batch)
    {
        if (_hub.IsValueCreated)
        {
            _hub.Value.Cancel(task => task.Id == batch.Id);
        }
    }

    public override Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _workers, workers);
        return _hub.Value.ResizeAsync(workers, cancellationToken);
    }

    public override async Task StopAsync(bool force)
    {
        bool hasHub;
        lock (_gate)
        {
            _isStopped = true;
            hasHub = _hub.IsValueCreated;
        }

        if (hasHub)
        {
            await _hub.Value.StopAsync(force).OnLibraryThreads();
            await _hub.Value.DisposeAsync().OnLibraryThreads();
            await _output.CloseAsync().OnLibraryThreads();
        }

        _tokens.Dispose();
        await _handlers.StopAsync(force).OnLibraryThreads();
    }

    /// <summary>Writes the arguments. One that cannot travel fails alone: it is reported, and the others come again in batches without
    /// it.</summary>
    private bool TryEncode<T, R>(Batch<T, R> batch, out Payload items, out IReadOnlyList<int> callbacks)
    {
        bool isWhole = true;
        _ = CallbackTable.TakeWritten();
        PayloadWriter writer = Interlocked.Exchange(ref _idleWriter, null) ?? new PayloadWriter(_context);
        writer.IsAbandoned = batch.Call.CheckIsOver;
        ItemCodec<T>.WriteOwned(
            writer,
            batch.Items,
            (position, error) =>
            {
                isWhole = false;
                batch.Fail(position, TaskFailure.NotShippable(AtItem(error, batch, position)));
            },
            Argument);
        callbacks = CallbackTable.TakeWritten();
        items = isWhole ? writer.Finish() : default;
        writer.Reset();
        writer.IsAbandoned = null;
        _idleWriter = writer;
        if (!isWhole)
        {
            batch.Complete();
        }

        return isWhole;
    }

    /// <summary>The same failure with the item's place in the input, which its batch is a part of. A single call has one argument and no
    /// place to tell.</summary>
    private static Exception AtItem<T, R>(Exception error, Batch<T, R> batch, int position)
    {
        if (batch.Call is PipeRun<T, R>)
        {
            return error;
        }

        // A payload that has grown too large says so of itself, and knows no path.
        string path = (error as NotShippableException)?.Path ?? ForeignCode.PathOf(error) ?? "";
        string inside = path.StartsWith(Argument, StringComparison.Ordinal) ? path[Argument.Length..] : "";
        string located = string.Create(CultureInfo.InvariantCulture, $"{Argument}[{batch.FirstIndex + position}]{inside}");
        if (error is NotShippableException refusal)
        {
            return refusal.At(located);
        }

        ForeignCode.NotePath(error, located);
        return error;
    }

    private RunBatch FieldsOf<T, R>(Batch<T, R> batch, HubFunction function)
    {
        CallSettings settings = batch.Call.Settings;
        return new RunBatch(
            function.Id,
            batch.FirstIndex,
            batch.Count,
            batch.Attempt,
            settings.Seed,
            settings.ItemTimeout?.Ticks ?? 0,
            settings.CancelGrace.Ticks,
            settings.ConcurrencyPerWorker,
            settings.MeasuresItems,
            settings.IsRepeatable,
            settings.Depth,
            settings.MaxBufferedBytes,
            _surroundings.CulturesOf(settings.Surroundings),
            SurroundingsShipper.TraceOf(settings.Surroundings));
    }

    private Hub CreateHub()
    {
        ParentProgram.CheckSendsCode();
        var program = new OpenerProgram(_options.Files);
        program.AddTo(_context.Shipped);
        _ = CallbackTable.TakeWritten();
        Payload setup = FreezeSetup(program);
        Hub hub = _createHub(new HubOptions
        {
            Name = _options.Name ?? "pool",
            QueuedPerWorker = _options.QueuedPerWorker,
            MaxTasksPerWorker = _options.MaxTasksPerWorker,
            MaxMemoryPerWorker = _options.MaxMemoryPerWorker,
            StartTimeout = _options.OpenTimeout,
            HeartbeatTimeout = _options.HeartbeatTimeout,
            ExitGrace = _options.ExitGrace,
            Setup = setup,
            SetupCallbacks = CallbackTable.TakeWritten(),
            Code = _context.Shipped,
            Program = program,
            Culture = _surroundings.Culture.Name,
            UICulture = _surroundings.UICulture.Name,
            OnOutput = _output.Pass,
            Logger = GuardedLogger.Over(_options.Logger),
            Payloads = _payloads,
            ResultsMayHoldCode = _options.ResultsMayHoldCode,
            Callbacks = _callbacks,
            CancelledTokens = () => _tokens.Cancelled,
            Handlers = _handlers,
        });
        _tokens.OnCancelled = hub.CancelToken;
        return hub;
    }

    /// <summary>What a worker does before its first task, in bytes; none where there is nothing to do, which spares both sides the first
    /// use of the serialiser.</summary>
    private Payload FreezeSetup(OpenerProgram program)
    {
        if (_options.Initializer is null
            && _options.ValueSerializer is null
            && program.EncodingProviders.Length == 0
            && program.Settings.Values.Count == 0)
        {
            return new Payload(ReadOnlyMemory<byte>.Empty, []);
        }

        var writer = new PayloadWriter(_context);
        var setup = new WorkerSetup
        {
            Initializer = _options.Initializer,
            ValueSerializer = _options.ValueSerializer,
            EncodingProviders = program.EncodingProviders,
            Data = [.. program.Settings.Values],
        };
        CodeGraph.Write(writer, setup, "setup");
        return Snapshot.Of(writer.Finish());
    }
}
