namespace Pathos;

internal abstract partial class MapRun<T, R>
{
    /// <summary>Decides what becomes of items that failed: another try, or the end.</summary>
    private void DecideFailures()
    {
        while (true)
        {
            FailedItem item;
            lock (Gate)
            {
                if (_stopReason is not null)
                {
                    // The call was ended; what failed by that is not what its caller should hear.
                    _undecided.Clear();
                }

                if (!_undecided.TryDequeue(out item))
                {
                    return;
                }
            }

            if (item.Verdict is { } verdict)
            {
                Conclude(item, verdict);
                continue;
            }

            RetryDecision decision = Decide(item);
            item = item with { PolicyError = decision.PolicyError };
            if (decision.Delay is { } delay)
            {
                TryAgain(item, delay);
            }
            else if (item.Failure.Loss is { } loss)
            {
                AwaitDetails(item, loss);
            }
            else
            {
                Conclude(item, item.Failure.Exception!);
            }
        }
    }

    private RetryDecision Decide(in FailedItem item) => Settings.IsRepeatable
        ? RetryDecision.Of(_retry, new FailedTry(item.Index, item.Attempt, item.Failure.Kind, item.Failure.Exception, item.Worker), item.Failure.Loss is not null, item.History)
        : RetryDecision.No;

    private void TryAgain(in FailedItem item, TimeSpan delay)
    {
        var pending = new PendingItems<T>(new[] { item.Item }, item.Index, item.Attempt + 1, item.History, RunsAlone: true);
        if (delay <= TimeSpan.Zero)
        {
            lock (Gate)
            {
                Requeue_NeedsLock(pending);
            }

            return;
        }

        Later(Task.Delay(delay, LibraryTime.Shared), () => Requeue_NeedsLock(pending));
    }

    private void Requeue_NeedsLock(in PendingItems<T> pending)
    {
        _inFlightItems -= pending.Items.Length;
        _again.Enqueue(pending);
    }

    /// <summary>The exit code and last words of a lost worker come a moment after its loss was noticed, within a bound that the backend keeps.</summary>
    private void AwaitDetails(FailedItem item, WorkerLoss loss)
    {
        Later(loss.Exit, () =>
        {
            WorkerExit exit = loss.Exit.GetAwaiter().GetResult();
            Exception error = item.History.Losses > 1
                ? new PoisonTaskException(loss, exit, item.Index, item.Attempt, item.History.Losses)
                : new WorkerLostException(loss, exit, item.Index, item.Attempt);
            _undecided.Enqueue(item with { Verdict = error });
        });
    }

    private void Later(Task wait, Action enqueue_NeedsLock)
    {
        lock (Gate)
        {
            _delayed++;
        }

        wait.ContinueWith(
            _ =>
            {
                try
                {
                    lock (Gate)
                    {
                        enqueue_NeedsLock();
                        _delayed--;
                    }

                    _signal.Set();
                }
                catch (Exception error)
                {
                    // An item that waits for ever, or is forgotten: both would be worse than an end with the reason.
                    Stop(error);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            LibraryThreads.Shared);
    }

    private void Conclude(in FailedItem item, Exception error)
    {
        TaskData.Annotate(error, item.Index, item.Worker, item.Attempt);
        if (item.PolicyError is { } ofPolicy)
        {
            RetryPolicyErrors.Tell(_pool.Options.Logger, Name, error, ofPolicy);
        }

        bool stops;
        lock (Gate)
        {
            _inFlightItems--;
            _failures[item.Index] = error;
            CollectFailure_NeedsLock(item, error);
            stops = StopsAtFirstFailure && Errors.IsExceeded(_failures.Count, Total_NeedsLock);
            if (stops)
            {
                _stopReason ??= Errors.Judge([.. _failures.Values], Total_NeedsLock ?? _nextIndex);
            }
        }

        if (stops)
        {
            MarkOver();
        }
    }
}
