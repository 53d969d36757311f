using System.Globalization;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The one backend of all pools with workers outside the caller's threads: makes batches into bytes for the hub, and what comes back typed again.</summary>
internal sealed class DistributedBackend : PoolBackend
{
    private const string Argument = "argument";

    private readonly ProcessPoolOptions _options;
    private readonly Func<HubOptions, Hub> _createHub;
    private readonly SerializationContext _context;
    private readonly BroadcastReducer _broadcasts = new();
    private readonly TokenReducer _tokens = new();
    private readonly CallbackTable _callbacks = new();
    private readonly FunctionShipper _functions;
    private readonly Lazy<Hub> _hub;

    // Whoever submits takes it and puts it back; a second one at the same time makes its own. One that threw on the way is not put back.
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
        _context = new SerializationContext(new LoadedAssemblies(), [_broadcasts, new PoolReducer(), _tokens, new ProgressReducer(_callbacks), new LoggerReducer(_callbacks)], options.ValueSerializer);
        _functions = new FunctionShipper(_context, _broadcasts);
        _hub = new Lazy<Hub>(CreateHub);
    }

    public override int WorkerCount => _hub.IsValueCreated ? _hub.Value.WantedWorkers : Volatile.Read(ref _workers);

    public override int QueuedPerWorker => _options.QueuedPerWorker;

    public override int LargestBatch => _options.MaxTasksPerWorker ?? int.MaxValue;

    public override TimeSpan TargetBatchTime { get; } = TimeSpan.FromMilliseconds(4);

    public override IReadOnlyList<object> Workers => _hub.Value.ReadyWorkers;

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
            // The function cannot travel, or code of the user's threw on the way: the same comes of it when it is submitted, where somebody listens.
        }
    }

    public override void Submit<T, R>(Batch<T, R> batch)
    {
        HubFunction function;
        Payload items;
        try
        {
            function = _functions.Ship(batch.Call);
            if (!TryEncode(batch, out items))
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
        _hub.Value.Submit(new TypedTask<T, R>(batch, function, FieldsOf(batch, function), items, _context));
    }

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
            await _hub.Value.StopAsync(force).ConfigureAwait(false);
            await _hub.Value.DisposeAsync().ConfigureAwait(false);
        }

        _tokens.Dispose();
    }

    /// <summary>Writes the arguments. One that cannot travel fails alone: it is reported, and the others come again in batches without it.</summary>
    private bool TryEncode<T, R>(Batch<T, R> batch, out Payload items)
    {
        bool isWhole = true;
        PayloadWriter writer = Interlocked.Exchange(ref _idleWriter, null) ?? new PayloadWriter(_context);
        ItemCodec<T>.WriteOwned(
            writer,
            batch.Items,
            (position, error) =>
            {
                isWhole = false;
                batch.Fail(position, TaskFailure.NotShippable(AtItem(error, batch, position)));
            },
            Argument);
        items = isWhole ? writer.Finish() : default;
        writer.Reset();
        _idleWriter = writer;
        if (!isWhole)
        {
            batch.Complete();
        }

        return isWhole;
    }

    /// <summary>The same refusal with the item's place in the input, which its batch is a part of. A single call has one argument and no place to tell.</summary>
    private static NotShippableException AtItem<T, R>(NotShippableException error, Batch<T, R> batch, int position)
    {
        if (batch.Call is PipeRun<T, R>)
        {
            return error;
        }

        // A payload that has grown too large says so of itself, and knows no path.
        string inside = error.Path.StartsWith(Argument, StringComparison.Ordinal) ? error.Path[Argument.Length..] : "";
        return error.At(string.Create(CultureInfo.InvariantCulture, $"{Argument}[{batch.FirstIndex + position}]{inside}"));
    }

    private static RunBatch FieldsOf<T, R>(Batch<T, R> batch, HubFunction function)
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
            settings.Depth);
    }

    private Hub CreateHub()
    {
        ParentProgram.CheckSendsCode();
        Hub hub = _createHub(new HubOptions
        {
            Name = _options.Name ?? "pool",
            QueuedPerWorker = _options.QueuedPerWorker,
            MaxTasksPerWorker = _options.MaxTasksPerWorker,
            MaxMemoryPerWorker = _options.MaxMemoryPerWorker,
            StartTimeout = _options.OpenTimeout,
            HeartbeatTimeout = _options.HeartbeatTimeout,
            ExitGrace = _options.ExitGrace,
            Setup = FreezeSetup(),
            Culture = CultureInfo.CurrentCulture.Name,
            UICulture = CultureInfo.CurrentUICulture.Name,
            OnOutput = new OutputForwarding(_options).Pass,
            Logger = _options.Logger,
            Context = _context,
            Callbacks = _callbacks,
        });
        _tokens.OnCancelled = hub.CancelToken;
        return hub;
    }

    /// <summary>What a worker does before its first task, in bytes; none where there is nothing to do, which spares both sides the first use of the serialiser.</summary>
    private Payload FreezeSetup()
    {
        if (_options.Initializer is null && _options.ValueSerializer is null)
        {
            return new Payload(ReadOnlyMemory<byte>.Empty, []);
        }

        var writer = new PayloadWriter(_context);
        ObjectGraph.Write(writer, new WorkerSetup { Initializer = _options.Initializer, ValueSerializer = _options.ValueSerializer }, "setup");
        return Snapshot.Of(writer.Finish());
    }
}
