using System.Diagnostics;

namespace Pathos;

/// <summary>Items of one call that travel and run together, and where their ends are reported. A backend reports every position at most once, then completes the batch once.</summary>
internal abstract class Batch(Call call, long firstIndex, int count, int attempt)
{
    private static long s_lastId;
    private Action? _onEnd;

    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    public Call Call { get; } = call;

    public long FirstIndex { get; } = firstIndex;

    public int Count { get; } = count;

    public int Attempt { get; } = attempt;

    /// <summary>Gets the worker that must run this batch, for calls that go to every worker; null for any.</summary>
    public object? Pin { get; init; }

    /// <summary>Gets the worker on which it would be of no use, because what it is to overtake runs there; null for none.</summary>
    public string? Avoids { get; init; }

    /// <summary>Gets the worker that runs it: a name for errors and outcomes. Known before anything is reported.</summary>
    public string Worker { get; private set; } = "";

    /// <summary>Gets when it was given to its worker, as a timestamp of <see cref="Stopwatch"/>; 0 while it waits.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Gets or sets how many items of its call had not been dispatched when it was; null when unknown.</summary>
    public long? Left { get; set; }

    /// <summary>Gets or sets the bytes of its arguments, 0 where they are not serialised.</summary>
    public long ArgumentBytes { get; set; }

    /// <summary>Gets or sets the bytes of its results so far.</summary>
    public long ResultBytes { get; set; }

    /// <summary>Gets or sets how long it ran on its worker.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Gets or sets whether its worker was lost and the item that did it is unknown; the items then run alone.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>Gets or sets whether its call has counted its bytes; the call's lock guards it.</summary>
    public bool IsAccounted { get; set; }

    public abstract bool IsCompleted { get; }

    /// <summary>A worker has it.</summary>
    public void Begin(string worker)
    {
        Worker = worker;
        StartedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Says what else must happen when the batch completes, on whichever path. Called before the batch is submitted, by one backend at most.</summary>
    public void OnEnd(Action action) => _onEnd = action;

    public abstract void Fail(int position, in TaskFailure failure);

    /// <summary>Fails every position not reported yet.</summary>
    public abstract void FailRest(in TaskFailure failure);

    /// <summary>Whether a position has been reported.</summary>
    public abstract bool IsReported(int position);

    /// <summary>The first position from here on that has not been reported; at least <see cref="Count"/> when there is none.</summary>
    public abstract int NextUnreported(int from);

    public abstract void Complete();

    private protected void RunOnEnd() => _onEnd?.Invoke();

    /// <summary>Tells the call that the backend is broken, and completes.</summary>
    public abstract void Break(Exception reason);
}

internal sealed class Batch<T, R>(Call<T, R> call, long firstIndex, ReadOnlyMemory<T> items, int attempt)
    : Batch(call, firstIndex, items.Length, attempt)
{
    // Reports of a batch come from one thread at a time, except that ending a pool completes batches from outside:
    // the lock makes "completed" final, so a late report from a worker that was given up changes nothing.
    private readonly Lock _gate = new();
    private PositionSet _reported;
    private bool _completed;

    public new Call<T, R> Call { get; } = call;

    public ReadOnlyMemory<T> Items { get; } = items;

    public override bool IsCompleted
    {
        get
        {
            lock (_gate)
            {
                return _completed;
            }
        }
    }

    /// <summary>Gets what the call remembers of earlier tries; null for the first.</summary>
    public RetryState? History { get; init; }

    /// <summary>Gets or sets the race that it may run with a twin; null where the call does not speculate. The call's lock guards it.</summary>
    public Race<T, R>? Race { get; set; }

    /// <summary>Gets or sets whether its twin has brought every item; the call's lock guards it.</summary>
    public bool IsBeaten { get; set; }

    public void Succeed(int start, ReadOnlySpan<R> values, ReadOnlySpan<long> durations)
    {
        lock (_gate)
        {
            if (!_completed && _reported.TryAdd(start, values.Length))
            {
                // Under the lock on purpose: no report may reach the call after OnCompleted. The call's handlers take only the call's own lock.
                Call.OnValues(this, start, values, durations);
            }
        }
    }

    public override void Fail(int position, in TaskFailure failure)
    {
        lock (_gate)
        {
            if (!_completed && _reported.TryAdd(position, 1))
            {
                Call.OnFailure(this, position, failure);
            }
        }
    }

    public override void FailRest(in TaskFailure failure)
    {
        for (int position = 0; position < Count; position++)
        {
            Fail(position, failure);
        }
    }

    public override bool IsReported(int position)
    {
        lock (_gate)
        {
            return _reported.Contains(position);
        }
    }

    public override int NextUnreported(int from)
    {
        lock (_gate)
        {
            return _reported.NextMissing(from);
        }
    }

    public override void Complete()
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            _completed = true;
        }

        RunOnEnd();
        Call.OnCompleted(this);
    }

    public override void Break(Exception reason)
    {
        Call.OnBroken(reason);
        Complete();
    }
}
