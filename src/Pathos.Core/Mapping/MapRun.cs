using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>One map in progress: pulls the input, keeps the workers busy within the window, tries again what may be tried again, and hands results to what collects them.</summary>
/// <remarks>
/// Two sides meet here. The <em>driver</em> (one thread at a time: the caller of a blocking verb, or the awaiting code) pulls, dispatches and decides.
/// <em>Reports</em> come from workers' and readers' threads: they only note what happened, under <see cref="Gate"/>, and raise the signal.
/// So user code (inputs, retry filters) runs on the driver alone and never under a lock; progress handlers run apart from both.
/// </remarks>
internal abstract partial class MapRun<T, R> : Call<T, R>, IActiveCall
{
    private readonly Pool _pool;
    private readonly MapOptions _options;
    private readonly RetryPolicy _retry;
    private readonly MapInput<T> _input;
    private readonly PumpSignal _signal;
    private readonly ProgressMeter? _progress;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    // Guarded by Gate: written by reports and driver.
    private readonly Queue<PendingItems<T>> _again = new();
    private readonly Queue<FailedItem> _undecided = new();
    private readonly SortedList<long, Exception> _failures = [];
    private Exception? _stopReason;
    private long _inFlightItems;
    private int _inFlightBatches;
    private long _inFlightBytes;
    private long _succeeded;
    private int _delayed;

    // Known once the pool is entered. Written by the driver; a stop from outside that comes before finds nothing to cancel.
    private PoolBackend _backend = null!;

    // The driver's own.
    private ItemSource<T>? _source;
    private Chunker? _chunker;
    private long _nextIndex;
    private bool _inputEnded;

    // Stopped from outside: cancelled, out of time, or its pool has ended.
    private volatile bool _isStopped;

    protected MapRun(MapRequest<T, R> request, bool isBlocking, ErrorPolicy defaultErrors, bool measuresItems)
        : base(request.Name, request.CreateSettings(measuresItems), request.Function, request.Source, request.Options.Priority)
    {
        _pool = request.Pool;
        _options = request.Options;
        _retry = request.Options.Retry ?? request.Pool.Options.Retry;
        _input = request.Input;
        _speculation = request.Options.IsRepeatable ? request.Options.Speculation : null;
        _signal = new PumpSignal(isBlocking);
        Errors = request.Options.Errors ?? defaultErrors;
        _progress = request.Options.Progress is { } progress ? new ProgressMeter(progress, _signal) : null;
    }

    protected Lock Gate { get; } = new();

    protected ErrorPolicy Errors { get; }

    /// <summary>Gets whether an item may still run after its end was reported: its time ran out, or its copy was quicker.</summary>
    protected bool MayBeGivenUp => _speculation is not null || Settings.ItemTimeout is not null;

    protected PumpSignal Signal => _signal;

    /// <summary>Gets whether the call was stopped from outside: then its caller gets no further result.</summary>
    protected bool IsStopped => _isStopped;

    /// <summary>Gets whether the signal must be raised for every flush of results, because someone waits for single ones.</summary>
    protected abstract bool IsStreaming { get; }

    /// <summary>Gets the number of results that wait for the consumer. Guarded by <see cref="Gate"/>.</summary>
    protected virtual long Unconsumed_NeedsLock => 0;

    /// <summary>Gets the bytes of results that wait for the consumer. Guarded by <see cref="Gate"/>.</summary>
    protected virtual long UnconsumedBytes_NeedsLock => 0;

    /// <summary>Gets whether the first failure of a fail-fast map ends it at once; a stream in order first delivers what comes before it.</summary>
    protected virtual bool StopsAtFirstFailure => true;

    /// <inheritdoc/>
    public virtual long? TakenByPausedConsumer => null;

    public void Stop(Exception reason)
    {
        // The reason first: who sees that the call was stopped finds why, and never takes the rest of a stream for its end.
        lock (Gate)
        {
            _stopReason ??= reason;
        }

        _isStopped = true;

        // Not left to the driver: it may be inside an item that runs inline, or paused with its consumer.
        MarkOver();
        Volatile.Read(ref _backend)?.Cancel(this);
        _signal.Set();
    }

    public override void OnReport(in TaskReport report)
    {
        if (_progress is not null)
        {
            _progress.Note(report);
            _signal.Set();
        }
    }

    public override void OnBroken(Exception reason) => Stop(reason);

    /// <summary>Takes results, under <see cref="Gate"/>.</summary>
    protected abstract void Collect_NeedsLock(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations);

    /// <summary>Takes a failure that is final, under <see cref="Gate"/>.</summary>
    protected abstract void CollectFailure_NeedsLock(in FailedItem item, Exception error);

    /// <summary>Called once, before the first batch, with the number of items if the input tells.</summary>
    protected virtual void Begin(long? count)
    {
    }

    /// <summary>Makes the pool ready and opens the input.</summary>
    protected async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _backend, _pool.Enter(this));
        await _pool.WaitUntilOpenAsync(cancellationToken).OnLibraryThreads();
        _journal = _options.Journal?.Begin(Function, Name, Settings.Seed);
        _source = _input.Open(_signal, _options.CancelGrace, cancellationToken);
        _chunker = new Chunker(_options, _source.Count, _backend.WorkerCount, _backend.TargetBatchTime, IsStreaming);
        Begin(_source.Count);
    }

    /// <summary>Ends the call, whatever came before: nothing of it starts any more, what runs is cancelled, the input is closed.</summary>
    protected async ValueTask EndAsync()
    {
        MarkOver();
        bool isRunning;
        lock (Gate)
        {
            isRunning = _inFlightBatches > 0 || _running.Count > 0;
        }

        if (isRunning)
        {
            _backend.Cancel(this);
        }

        _pool.Leave(this);
        _stragglerTimer?.Dispose();
        await WhenOutputPassed(_backend).OnLibraryThreads();
        if (_source is null)
        {
            return;
        }

        _source.CheckUnchanged();
        await _source.DisposeAsync().OnLibraryThreads();
        if (_progress is not null)
        {
            _progress.Dispose();
            await _progress.FinishAsync(Measure(isFinal: true)).OnLibraryThreads();
        }
    }

    /// <summary>Watches the caller's token and the time limit while the call runs.</summary>
    protected IDisposable WatchLimits(CancellationToken cancellationToken) => new CallLimits(this, _options.Timeout, Name, cancellationToken);

    /// <summary>What the caller is told in the end, once <see cref="IsDone"/>: null when all is well.</summary>
    protected Exception? Verdict()
    {
        lock (Gate)
        {
            return _stopReason ?? Errors.Judge([.. _failures.Values], _nextIndex) ?? _progress?.Error;
        }
    }

    /// <summary>Throws what the input threw, if it did: after everything before it.</summary>
    protected void ThrowInputFailure() => _source?.Failure?.Throw();

    /// <summary>One round of the driver: decide on failures, dispatch what fits in the window, tell the progress.</summary>
    /// <returns>Whether the map has come to its end, one way or another.</returns>
    protected bool Advance()
    {
        DecideFailures();
        Fill();
        DecideFailures();
        if (_speculation is not null && !_backend.RunsInline)
        {
            Speculate();
        }

        bool isDone = IsDone();

        // The last report comes when the call ends, once.
        if (!isDone && _progress is not null && _progress.IsDue())
        {
            _progress.Report(Measure(isFinal: false));
        }

        return isDone;
    }

    private bool IsDone()
    {
        lock (Gate)
        {
            return _stopReason is not null
                || (_inputEnded && _inFlightBatches == 0 && _again.Count == 0 && _delayed == 0 && _undecided.Count == 0);
        }
    }

    private MapProgress Measure(bool isFinal)
    {
        lock (Gate)
        {
            return new MapProgress
            {
                Name = Name,
                Succeeded = _succeeded,
                Failed = _failures.Count,
                InFlight = _inFlightItems,
                Total = Total_NeedsLock,
                Elapsed = Stopwatch.GetElapsedTime(_startedAt),
                IsFinal = isFinal,
            };
        }
    }

    private long? Total_NeedsLock => _inputEnded ? _nextIndex : _source?.Count;

    /// <summary>An item whose try failed.</summary>
    /// <param name="Verdict">What the caller is told, where that had to be waited for; null until then.</param>
    /// <param name="PolicyError">What the retry policy threw when it was asked; null when it did not.</param>
    internal readonly record struct FailedItem(
        T Item, long Index, int Attempt, RetryState History, TaskFailure Failure, string Worker, TimeSpan Duration, Exception? Verdict = null, Exception? PolicyError = null);
}
