using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>A map whose results are taken one by one. The consumer's own steps drive it; what it has not consumed counts against the window.</summary>
/// <typeparam name="T">An input.</typeparam>
/// <typeparam name="R">A result.</typeparam>
/// <typeparam name="TOut">What the consumer gets for an item.</typeparam>
internal abstract class StreamRun<T, R, TOut>(MapRequest<T, R> request, StreamTokens tokens, ErrorPolicy defaultErrors, bool measuresItems)
    : MapRun<T, R>(request, isBlocking: false, defaultErrors, measuresItems), IStreamedCall<TOut>
{
    private const int NotBegun = 0;
    private const int Paused = 1;
    private const int Stepping = 2;
    private const int Ended = 3;

    private readonly CancellationToken _token = tokens.Token;
    private IDisposable? _limits;
    private int _phase;

    // The consumer's own: what it takes from, when it got that, and how much it has taken in all.
    private Ready _ready = new([], 0, null);
    private int _at;
    private long _readyAt;
    private long _taken;

    // Guarded by Gate.
    private long _unconsumed;
    private long _unconsumedBytes;

    /// <summary>Gets how many items the consumer has taken while the call waits for its next step; null while a step waits for the
    /// call.</summary>
    public override long? TakenByPausedConsumer => Volatile.Read(ref _phase) == Paused ? Volatile.Read(ref _taken) : null;

    protected override bool IsStreaming => true;

    protected override long Unconsumed_NeedsLock => _unconsumed;

    protected override long UnconsumedBytes_NeedsLock => _unconsumedBytes;

    public bool TryTakeNext([MaybeNullWhen(false)] out TOut item)
    {
        // Both are looked at: a token says that it is cancelled a moment before it tells the call.
        if (_at < _ready.Items.Length && !IsStopped && !_token.IsCancellationRequested)
        {
            item = _ready.Items[_at++];
            Volatile.Write(ref _taken, _taken + 1);
            return true;
        }

        item = default;
        return false;
    }

    public async ValueTask<bool> FillAsync()
    {
        if (_token.IsCancellationRequested)
        {
            Stop(new OperationCanceledException(_token));
        }

        int before = Interlocked.CompareExchange(ref _phase, Stepping, Paused);
        if (before == NotBegun)
        {
            // Never a plain write: an enumerator that is disposed meanwhile has ended, and stays so.
            before = Interlocked.CompareExchange(ref _phase, Stepping, NotBegun);
        }

        if (before == Ended)
        {
            return false;
        }

        bool hasMore = false;
        try
        {
            if (before == NotBegun)
            {
                _limits = WatchLimits(_token);
                await BeginAsync(_token).OnLibraryThreads();
            }

            Consumed();
            hasMore = await FindNextAsync().WhereItEnds();
            if (hasMore)
            {
                _readyAt = Stopwatch.GetTimestamp();
                _at = 0;
            }
        }
        finally
        {
            // An enumerator that was disposed meanwhile left the end to this step.
            hasMore = hasMore && Interlocked.CompareExchange(ref _phase, Paused, Stepping) == Stepping;
            if (!hasMore)
            {
                Volatile.Write(ref _phase, Ended);
                await CloseAsync().OnLibraryThreads();
            }
        }

        if (hasMore)
        {
            return true;
        }

        if (_ready.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        if (Verdict() is { } verdict)
        {
            ExceptionDispatchInfo.Throw(verdict);
        }

        ThrowInputFailure();
        return false;
    }

    async ValueTask IStreamedCall<TOut>.EndAsync()
    {
        switch (Interlocked.Exchange(ref _phase, Ended))
        {
            case Paused:
                await CloseAsync().OnLibraryThreads();
                break;
            case Stepping:
                Stop(new OperationCanceledException($"The stream of {Name} was disposed while a step of its consumer waited."));
                break;
            case NotBegun:
                tokens.Dispose();
                break;
        }
    }

    /// <summary>Takes what the consumer may have next, or nothing. Under the gate.</summary>
    protected abstract bool TryTake_NeedsLock(out Ready ready);

    /// <summary>Counts results that now wait for the consumer.</summary>
    /// <param name="batch">The batch that gave them; null for a failure, which has no result to hold.</param>
    protected Ready Waiting_NeedsLock(TOut[] items, Batch<T, R>? batch)
    {
        // A batch's result bytes so far, spread over its items: exact enough for a bound, and it needs no bookkeeping per item.
        long bytesPerItem = batch is null ? 0 : batch.ResultBytes / Math.Max(1, batch.Count);
        _unconsumed += items.Length;
        _unconsumedBytes += bytesPerItem * items.Length;
        return new Ready(items, bytesPerItem, null);
    }

    /// <summary>Counts a failure that now waits for its place in the stream.</summary>
    protected Ready Failed_NeedsLock(Exception error)
    {
        _unconsumed++;
        return new Ready([], 0, error);
    }

    /// <summary>A failure has come to its place.</summary>
    protected void Skipped_NeedsLock() => _unconsumed--;

    /// <summary>Drives the map until there are items for the consumer, or the error that takes their place; false at the end.</summary>
    private async ValueTask<bool> FindNextAsync()
    {
        while (true)
        {
            // Room has come free: the workers get their next items before the consumer gets its next results.
            bool isDone = Advance();
            if (IsStopped)
            {
                return false;
            }

            if (TryTake())
            {
                return _ready.Error is null;
            }

            if (isDone)
            {
                return false;
            }

            await Signal.WaitAsync().WhereItEnds();
        }
    }

    private bool TryTake()
    {
        lock (Gate)
        {
            return TryTake_NeedsLock(out _ready) || TakesNothing();
        }
    }

    private bool TakesNothing()
    {
        _ready = new Ready([], 0, null);
        return false;
    }

    /// <summary>Books what the consumer had. It comes back when it has taken the whole run, and nearly always before the window
    /// matters.</summary>
    private void Consumed()
    {
        int count = _ready.Items.Length;
        if (count == 0)
        {
            return;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(_readyAt);
        lock (Gate)
        {
            _unconsumed -= count;
            _unconsumedBytes -= _ready.BytesPerItem * count;
            LearnPace_NeedsLock(count, elapsed);
        }

        _ready = new Ready([], 0, null);
        _at = 0;
    }

    private async ValueTask CloseAsync()
    {
        _limits?.Dispose();
        try
        {
            await EndAsync().OnLibraryThreads();
        }
        finally
        {
            tokens.Dispose();
        }
    }

    /// <summary>Consecutive results for the consumer, or the error that ends the stream here.</summary>
    protected readonly record struct Ready(TOut[] Items, long BytesPerItem, Exception? Error);
}
