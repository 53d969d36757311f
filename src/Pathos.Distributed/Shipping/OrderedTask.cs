using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A task whose items may tell the caller something: what comes of it is handed over after all that it told before, and waits
/// for no other task.</summary>
/// <remarks>The thread that reads the worker goes on meanwhile: a handler may wait for a call whose results that thread reads.</remarks>
internal sealed class OrderedTask : HubTask
{
    private readonly HubTask _inner;
    private readonly CallbackQueue _queue;
    private readonly int _level;
    private readonly Lock _gate = new();

    // What was posted and has not run. While there is any, all that follows is posted too.
    private int _pending;

    // How many messages with results were posted. Only the thread that reads the task's worker counts them.
    private int _results;

    public OrderedTask(HubTask inner, CallbackQueue queue, int level)
        : base(inner.Id, inner.Call, inner.Priority, inner.Shipped, inner.Fields, inner.Payload)
    {
        _inner = inner;
        _queue = queue;
        _level = level;
        Pin = inner.Pin;
        Callbacks = inner.Callbacks;
        Resources = inner.Resources;
        Avoids = inner.Avoids;
        Left = inner.Left;
    }

    public override bool IsOver => _inner.IsOver;

    public override void OnStarted(string worker) => _inner.OnStarted(worker);

    public override bool TryOrder(Action handler, Action onEnded)
    {
        lock (_gate)
        {
            _pending++;
        }

        _queue.PostHandler(_level, handler, () =>
        {
            CountDown();
            onEnded();
        });
        return true;
    }

    public override void OnResults(Results results, ReadOnlyMemory<byte> payload, Block[] blocks)
    {
        if (!MustWait())
        {
            _inner.OnResults(results, payload, blocks);
            return;
        }

        // Which items these are is looked at when their turn comes. That they can be of this batch is looked at now.
        if (++_results > Fields.Count + 1)
        {
            throw new InvalidDataException($"it sends more results than the {Fields.Count} of its batch");
        }

        // The memory belongs to the reader of frames, which goes on.
        byte[] copy = payload.ToArray();
        PostCounted(() =>
        {
            try
            {
                _inner.OnResults(results, copy, blocks);
            }
            catch (OutOfMemoryException error)
            {
                _inner.OnOversized(results, error);
            }
            catch (Exception error)
            {
                _inner.OnUnreadable(error);
            }
        });
    }

    public override void OnUnreadable(Exception error) => InOrder(() => _inner.OnUnreadable(error));

    public override void OnOversized(Results? results, OutOfMemoryException error) => InOrder(() => _inner.OnOversized(results, error));

    public override void OnRefused(ReadOnlyMemory<byte> payload, Block[] blocks)
    {
        byte[] copy = payload.ToArray();
        InOrder(() => _inner.OnRefused(copy, blocks));
    }

    public override void OnLost(WorkerLoss loss, int? position) => InOrder(() => _inner.OnLost(loss, position));

    public override void OnReport(Report report) => _inner.OnReport(report);

    public override void OnReturned() => InOrder(_inner.OnReturned);

    /// <summary>At once: the pool ends, and must not wait for a handler.</summary>
    public override void OnBroken(Exception reason) => _inner.OnBroken(reason);

    private void InOrder(Action next)
    {
        if (MustWait())
        {
            PostCounted(next);
        }
        else
        {
            next();
        }
    }

    /// <summary>Only the thread that reads the task's worker adds to what is pending, so a task that need not wait now need not a moment
    /// later.</summary>
    private bool MustWait()
    {
        lock (_gate)
        {
            return _pending > 0;
        }
    }

    private void PostCounted(Action next)
    {
        lock (_gate)
        {
            _pending++;
        }

        _queue.Post(_level, () =>
        {
            try
            {
                next();
            }
            finally
            {
                CountDown();
            }
        });
    }

    private void CountDown()
    {
        lock (_gate)
        {
            _pending--;
        }
    }
}
