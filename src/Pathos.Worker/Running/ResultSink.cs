using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Takes the ends of a batch's items, and makes them into bytes where code of the user's may run.</summary>
/// <remarks>
/// The batch reports under its lock, so reports only queue. Draining makes bytes of what is queued, which calls getters and the members of exceptions: it happens on the
/// executing thread, or on the thread of <see cref="ResultWriter"/> in its stead, and never on the monitor's. The monitor sees which item is being written and since when.
/// </remarks>
internal sealed class ResultSink<R>(ResultFrame<R> frame, ResultOutlet outlet, ResultWriter elsewhere, long batchId, bool isTimed) : IBatchSink<R>, IDrain
{
    private readonly ResultFrame<R> _frame = frame;
    private readonly bool _isTimed = isTimed;

    // Guards the queue, for moments only.
    private readonly Lock _queueGate = new();

    // Held while bytes are made: as long as code of the user's takes.
    private readonly Lock _writeGate = new();
    private Entry? _first;
    private Entry? _last;

    private int _writingPosition;

    // When the end of one item began to be made into bytes, as a timestamp; 0 between items.
    private long _writingSince;

    public Memory<R> Destination => default;

    public bool RunsForeignCode => !ItemCodec<R>.IsPlain;

    public (int Position, long Since)? Writing
    {
        get
        {
            long since = Volatile.Read(ref _writingSince);
            int position = Volatile.Read(ref _writingPosition);
            return since != 0 && Volatile.Read(ref _writingSince) == since ? (position, since) : null;
        }
    }

    public void Values(int start, ReadOnlyMemory<R> values, ReadOnlySpan<long> durations) =>
        Enqueue(new ValuesEntry(start, values, durations.IsEmpty ? [] : durations.ToArray()));

    public void Failed(int position, in TaskFailure failure) => Enqueue(new FailedEntry(position, failure));

    public void Flush(bool isLast, TimeSpan elapsed) => Enqueue(new FlushEntry(isLast, elapsed));

    public void Drain(bool mayWait)
    {
        if (mayWait)
        {
            lock (_writeGate)
            {
                WriteQueued(plainOnly: false);
            }
        }
        else if (!TryWritePlain())
        {
            elsewhere.Post(this);
        }
    }

    public void FailAside(int position, in TaskFailure failure, TimeSpan elapsed)
    {
        // A writer of its own: the batch's may be in the hands of a thread that never comes back.
        var aside = new ResultFrame<R>(outlet, new PayloadWriter(_frame.Context), batchId, isRepeatable: false);
        aside.Add(position, failure);
        aside.Send(isLast: false, elapsed);
    }

    private void Enqueue(Entry entry)
    {
        lock (_queueGate)
        {
            if (_last is null)
            {
                _first = entry;
            }
            else
            {
                _last.Next = entry;
            }

            _last = entry;
        }
    }

    private bool TryTake(bool plainOnly, [NotNullWhen(true)] out Entry? entry)
    {
        lock (_queueGate)
        {
            entry = _first;
            if (entry is null || (plainOnly && !entry.IsPlain))
            {
                return false;
            }

            _first = entry.Next;
            _last = _first is null ? null : _last;
            return true;
        }
    }

    /// <summary>Writes what needs no code of the user's. False when something is left, or being written.</summary>
    private bool TryWritePlain()
    {
        if (!_writeGate.TryEnter())
        {
            return false;
        }

        try
        {
            WriteQueued(plainOnly: true);
        }
        finally
        {
            _writeGate.Exit();
        }

        lock (_queueGate)
        {
            return _first is null;
        }
    }

    private void WriteQueued(bool plainOnly)
    {
        while (TryTake(plainOnly, out Entry? entry))
        {
            entry.Write(this);
        }
    }

    private void BeginWriting(int position)
    {
        Volatile.Write(ref _writingPosition, position);
        Volatile.Write(ref _writingSince, Stopwatch.GetTimestamp());
    }

    private void EndWriting() => Volatile.Write(ref _writingSince, 0);

    private abstract class Entry
    {
        public Entry? Next { get; set; }

        /// <summary>Gets whether making it into bytes calls nothing of the user's.</summary>
        public abstract bool IsPlain { get; }

        public abstract void Write(ResultSink<R> sink);
    }

    private sealed class ValuesEntry(int start, ReadOnlyMemory<R> values, long[] durations) : Entry
    {
        public override bool IsPlain => ItemCodec<R>.IsPlain;

        public override void Write(ResultSink<R> sink)
        {
            if (ItemCodec<R>.IsPlain || !sink._isTimed)
            {
                sink._frame.Add(start, values, durations);
                return;
            }

            // One by one: each is under the limit of its item.
            for (int i = 0; i < values.Length; i++)
            {
                sink.BeginWriting(start + i);
                sink._frame.Add(start + i, values.Slice(i, 1), durations.Length == 0 ? [] : durations.AsSpan(i, 1));
                sink.EndWriting();
            }
        }
    }

    private sealed class FailedEntry(int position, TaskFailure failure) : Entry
    {
        // The members of an exception are virtual.
        public override bool IsPlain => false;

        public override void Write(ResultSink<R> sink)
        {
            sink.BeginWriting(position);
            sink._frame.Add(position, failure);
            sink.EndWriting();
        }
    }

    private sealed class FlushEntry(bool isLast, TimeSpan elapsed) : Entry
    {
        public override bool IsPlain => true;

        public override void Write(ResultSink<R> sink) => sink._frame.Send(isLast, elapsed);
    }
}
