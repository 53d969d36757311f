namespace Pathos;

/// <summary>One call of one function. There is nothing to pull or to order, so it needs no driver: reports complete it directly.</summary>
internal sealed class PipeRun<T, R> : Call<T, R>, IActiveCall
{
    private readonly TaskCompletionSource<R> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pool _pool;
    private PoolBackend _backend = null!;
    private readonly RetryPolicy _retry;
    private readonly T[] _item;
    private readonly Journal? _journalOfCall;
    private JournalSession<T, R>? _journal;
    private IDisposable? _limits;

    // Only the report of the batch in flight touches it, and one batch is in flight at a time.
    private RetryState _history = RetryState.None;

    /// <param name="request">What is called.</param>
    /// <param name="item">The argument.</param>
    /// <param name="holdsCaller">Whether the caller waits for the result.</param>
    public PipeRun(MapRequest<T, R> request, T item, bool holdsCaller)
        : base(request.Name, request.CreateSettings(measuresItems: false), request.Function, request.Source, request.Options.Priority)
    {
        _pool = request.Pool;
        _retry = request.Options.Retry ?? request.Pool.Options.Retry;
        _item = [item];
        HoldsCaller = holdsCaller;
        _journalOfCall = request.Options.Journal;
    }

    public Task<R> Result => _result.Task;

    public override bool HoldsCaller { get; }

    public void Start(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _backend, _pool.Enter(this));
        if (timeout is not null || cancellationToken.CanBeCanceled)
        {
            var limits = new CallLimits(this, timeout, Name, cancellationToken);
            Volatile.Write(ref _limits, limits);
            if (IsOver)
            {
                // It ended while its limits were made, and could not put them away.
                limits.Dispose();
            }
        }

        if (_journalOfCall is null || !TryRestore(_journalOfCall))
        {
            Submit();
        }
    }

    public void Stop(Exception reason)
    {
        End();
        if (reason is OperationCanceledException cancelled ? _result.TrySetCanceled(cancelled.CancellationToken) : _result.TrySetException(reason))
        {
            Volatile.Read(ref _backend)?.Cancel(this);
        }
    }

    public override void OnValues(Batch<T, R> batch, int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        try
        {
            _journal?.Append(0, values);
        }
        catch (JournalException error)
        {
            TryFail(error);
            return;
        }

        End();
        Task printed = WhenOutputPassed(_backend);
        if (printed.IsCompleted)
        {
            _result.TrySetResult(values[0]);
        }
        else
        {
            ConcludeAfter(printed, values[0]);
        }
    }

    public override void OnFailure(Batch<T, R> batch, int position, in TaskFailure failure)
    {
        _history = _history.After(failure);
        TaskFailure copy = failure;

        // The retry policy is the user's code: it does not run on the thread that reads from a worker.
        LibraryThreads.Run(() => Proceed(() => Decide(batch, copy)));
    }

    public override void OnCompleted(Batch<T, R> batch)
    {
        if (!batch.IsReported(0) && !IsOver)
        {
            Submit();
        }
    }

    public override void OnBroken(Exception reason) => TryFail(reason);

    /// <summary>Ends the call with what the journal has of it, or with what makes the journal refuse it; false when it has to run.</summary>
    private bool TryRestore(Journal journal)
    {
        try
        {
            _journal = journal.Begin(Function, Name, Settings.Seed);
            if (!_journal.TryTake(0, _item[0], out R known))
            {
                return false;
            }

            End();
            _result.TrySetResult(known);
        }
        catch (Exception error)
        {
            TryFail(error);
        }

        return true;
    }

    private void Submit()
    {
        _backend.Submit(new Batch<T, R>(this, 0, _item, _history.Attempts + 1) { History = _history, Left = 0 });
    }

    private void Decide(Batch<T, R> batch, in TaskFailure failure)
    {
        RetryDecision decision = Settings.IsRepeatable
            ? RetryDecision.Of(_retry, new FailedTry(0, batch.Attempt, failure.Kind, failure.Exception, batch.Worker), failure.Loss is not null, _history)
            : RetryDecision.No;
        if (decision.Delay is { } delay)
        {
            After(delay > TimeSpan.Zero ? Task.Delay(delay, LibraryTime.Shared) : Task.CompletedTask, Submit);
        }
        else if (failure.Loss is { } loss)
        {
            After(loss.Exit, () => Conclude(batch, decision.PolicyError, _history.Losses > 1
                ? new PoisonTaskException(loss, loss.Exit.GetAwaiter().GetResult(), 0, batch.Attempt, _history.Losses)
                : new WorkerLostException(loss, loss.Exit.GetAwaiter().GetResult(), 0, batch.Attempt)));
        }
        else
        {
            Conclude(batch, decision.PolicyError, failure.Exception!);
        }
    }

    private void After(Task wait, Action next)
    {
        if (wait.IsCompleted)
        {
            Proceed(next);
            return;
        }

        wait.ContinueWith(_ => After(Task.CompletedTask, next), CancellationToken.None, TaskContinuationOptions.None, LibraryThreads.Shared);
    }

    /// <summary>Takes the next step, unless the call has ended meanwhile. What is thrown on the way has no other way to the
    /// caller.</summary>
    private void Proceed(Action next)
    {
        try
        {
            if (!IsOver)
            {
                next();
            }
        }
        catch (Exception error)
        {
            TryFail(error);
        }
    }

    private void Conclude(Batch<T, R> batch, Exception? policyError, Exception error)
    {
        TaskData.Annotate(error, 0, batch.Worker, batch.Attempt);
        if (policyError is not null)
        {
            RetryPolicyErrors.Tell(_pool.Options.Logger, Name, error, policyError);
        }

        TryFail(error);
    }

    private void TryFail(Exception error)
    {
        End();
        Task printed = WhenOutputPassed(_backend);
        if (printed.IsCompleted)
        {
            _result.TrySetException(error);
        }
        else
        {
            printed.ContinueWith(_ => _result.TrySetException(error), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared);
        }
    }

    private void ConcludeAfter(Task printed, R value) =>
        printed.ContinueWith(_ => _result.TrySetResult(value), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared);

    private void End()
    {
        MarkOver();
        Volatile.Read(ref _limits)?.Dispose();
        _pool.Leave(this);
    }
}
