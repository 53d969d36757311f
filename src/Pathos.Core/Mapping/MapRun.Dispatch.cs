namespace Pathos;

internal abstract partial class MapRun<T, R>
{
    private void Fill()
    {
        while (TryFindRoom(out int room, out PendingItems<T>? again))
        {
            if (again is { } items)
            {
                DispatchAgain(items);
                continue;
            }

            if (_inputEnded)
            {
                return;
            }

            int size;
            lock (Gate)
            {
                size = Math.Min(Math.Min(room, _backend.LargestBatch), _chunker!.Next(_source!.Count - _nextIndex, _backend.WorkerCount));
            }

            ReadOnlyMemory<T> piece = _source.Pull(size, out PullState state);
            if (state == PullState.Ended)
            {
                lock (Gate)
                {
                    _inputEnded = true;
                }
            }

            if (!piece.IsEmpty)
            {
                long first = _nextIndex;
                lock (Gate)
                {
                    _nextIndex += piece.Length;
                }

                if (_journal is { } journal)
                {
                    DispatchMissing(journal, first, piece);
                }
                else
                {
                    Dispatch(new Batch<T, R>(this, first, piece, attempt: 1));
                }
            }
            else if (state == PullState.Waiting)
            {
                return;
            }
        }
    }

    /// <summary>Whether something may be dispatched now, and what: first what was dispatched before, then new items, as many as the room allows.</summary>
    private bool TryFindRoom(out int room, out PendingItems<T>? again)
    {
        again = null;
        room = 0;
        lock (Gate)
        {
            if (_stopReason is not null || IsOver)
            {
                return false;
            }

            if (_again.TryDequeue(out PendingItems<T> items))
            {
                again = items;
                return true;
            }

            if (IsStoppingEarly_NeedsLock())
            {
                _inputEnded = true;
                return false;
            }

            int window = Math.Max(1, _backend.WorkerCount) * (_backend.RunsInline ? 1 : _chunker!.Depth(_backend.QueuedPerWorker));
            if (_inFlightBatches >= window || (_inFlightBatches > 0 && _inFlightBytes + UnconsumedBytes_NeedsLock >= _options.MaxBufferedBytes))
            {
                return false;
            }

            if (_inFlightBatches == 0 && UnconsumedBytes_NeedsLock >= _options.MaxBufferedBytes)
            {
                return false;
            }

            long ahead = _inFlightItems + Unconsumed_NeedsLock;
            long most = _options.MaxInFlight ?? DefaultWindow(window);
            room = (int)Math.Clamp(most - ahead, 0, int.MaxValue);
            return room > 0;
        }
    }

    /// <summary>The most items ahead of the consumer by default: a full window of batches, and as many again that wait for the consumer.</summary>
    private long DefaultWindow(int window)
    {
        if (!IsStreaming)
        {
            return long.MaxValue;
        }

        // A stream that runs on its consumer's thread gives each result before it takes the next item, unless items may overlap.
        return _backend.RunsInline ? (Function.IsAsync ? _options.ConcurrencyPerWorker : 1) : 2L * window * _chunker!.Next(null, _backend.WorkerCount);
    }

    /// <summary>The consumer of a stream has taken results in so much time.</summary>
    protected void LearnPace_NeedsLock(int items, TimeSpan elapsed) =>
        _chunker!.LearnPace(items, elapsed, 2 * Math.Max(1, _backend.WorkerCount) * (_backend.QueuedPerWorker + 1));

    private bool IsStoppingEarly_NeedsLock() => !StopsAtFirstFailure && Errors.IsExceeded(_failures.Count, Total_NeedsLock);

    private void DispatchAgain(PendingItems<T> pending)
    {
        if (!pending.RunsAlone)
        {
            Dispatch(new Batch<T, R>(this, pending.FirstIndex, pending.Items, pending.Attempt) { History = pending.History });
            return;
        }

        for (int offset = 0; offset < pending.Items.Length; offset++)
        {
            Dispatch(new Batch<T, R>(this, pending.FirstIndex + offset, pending.Items.Slice(offset, 1), pending.Attempt) { History = pending.History });
        }
    }

    private void Dispatch(Batch<T, R> batch)
    {
        lock (Gate)
        {
            _inFlightItems += batch.Count;
            _inFlightBatches++;
            batch.Left = Total_NeedsLock - _nextIndex;
            if (_speculation is not null)
            {
                batch.Race = new Race<T, R>(batch);
                _running.Add(batch);
            }
        }

        _backend.Submit(batch);
        lock (Gate)
        {
            // The backend knows the size once it has serialised the arguments; a batch that has ended meanwhile was taken off with the same number.
            if (!batch.IsAccounted)
            {
                batch.IsAccounted = true;
                _inFlightBytes += batch.ArgumentBytes;
            }
        }
    }
}
