using System.Buffers;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A batch on its way through the hub: makes what comes back typed again and reports it.</summary>
internal sealed class TypedTask<T, R> : HubTask
{
    private readonly Batch<T, R> _batch;
    private readonly WorkerPayloads _payloads;

    public TypedTask(Batch<T, R> batch, ShippedFunction function, RunBatch fields, Payload items, WorkerPayloads payloads)
        : base(batch.Id, batch.Call, batch.Call.Priority, function, fields, items)
    {
        _batch = batch;
        _payloads = payloads;
        Pin = (HubWorker?)batch.Pin;
        Avoids = batch.Avoids;
        Left = batch.Left;
        Resources = batch.Call.Settings.Resources;
    }

    public override bool IsOver => _batch.Call.IsOver;

    public override void OnStarted(string worker) => _batch.Begin(worker);

    public override void OnResults(Results results, ReadOnlyMemory<byte> payload, Block[] blocks)
    {
        _batch.ResultBytes += payload.Length + blocks.Sum(static block => (long)block.Bytes);
        if (results.IsLast)
        {
            _batch.Duration = new TimeSpan(results.ElapsedTicks);
        }

        if (results.Runs.Count == 0)
        {
            return;
        }

        var reader = _payloads.Open(payload, blocks);
        reader.IsAbandoned = _batch.Call.CheckIsOver;
        var undecodable = new Dictionary<int, Exception>();
        int measured = 0;
        foreach (ResultRun run in results.Runs)
        {
            RequireInside(run);
            if (run.Failure == 0)
            {
                TakeValues(run, reader, Durations(results, ref measured, run.Count), undecodable);
            }
            else
            {
                // An item whose result could not travel stands as absent among the values, and its failure follows.
                undecodable.Remove(run.Start);
                var kind = (FailureKind)(run.Failure - 1);
                _batch.Fail(run.Start, new TaskFailure(kind, ExceptionCodec.Read(reader, _batch.Worker), null) { Duration = new TimeSpan(run.DurationTicks) });
            }
        }

        foreach ((int position, Exception error) in undecodable)
        {
            _batch.Fail(position, TaskFailure.NotShippable(error));
        }
    }

    public override void OnUnreadable(Exception error) => _batch.FailRest(TaskFailure.NotShippable(error));

    public override void OnOversized(Results? results, OutOfMemoryException error)
    {
        foreach (ResultRun run in results?.Runs ?? [])
        {
            RequireInside(run);
        }

        int items = results?.Runs.Sum(static run => run.Count) ?? _batch.Count;
        if (items > 1 && _batch.Call.Settings.IsRepeatable)
        {
            // One of them is too large, or all together are. They run again, each alone, and then it is known.
            _batch.IsSuspect = true;
        }
        else if (results is null)
        {
            _batch.FailRest(TaskFailure.NotShippable(error));
        }
        else
        {
            foreach (int position in results.Runs.SelectMany(static run => Enumerable.Range(run.Start, run.Count)))
            {
                _batch.Fail(position, TaskFailure.NotShippable(error));
            }
        }
    }

    public override void OnRefused(ReadOnlyMemory<byte> payload, Block[] blocks)
    {
        Exception error = ExceptionCodec.Read(_payloads.Open(payload, blocks), _batch.Worker);
        for (int position = 0; position < _batch.Count; position++)
        {
            _batch.Fail(position, TaskFailure.NotShippable(error));
        }
    }

    public override void OnLost(WorkerLoss loss, int? position)
    {
        bool mayRunAgain = position is PositionCell.Decoding || _batch.Call.Settings.IsRepeatable;
        if (position is PositionCell.Decoding or PositionCell.Reporting && mayRunAgain && _batch.Count > 1)
        {
            _batch.IsSuspect = true;
        }
        else if (position is PositionCell.Reporting or PositionCell.Ended && !mayRunAgain)
        {
            // All of them have run, and what the rest returned is lost.
            _batch.FailRest(TaskFailure.Lost(loss));
        }
        else
        {
            Blame(loss, position ?? (_batch.Call.Settings.IsRepeatable ? 0 : _batch.Count - 1));
        }

        _batch.Complete();
    }

    public override void OnReport(Report report) =>
        _batch.Call.OnReport(new TaskReport(report.Index, report.Text, double.IsNaN(report.Fraction) ? null : report.Fraction));

    public override void OnReturned() => _batch.Complete();

    public override void OnBroken(Exception reason) => _batch.Break(reason);

    /// <summary>Blames what was executing: one item, or all that had begun and not ended when they overlap.</summary>
    private void Blame(WorkerLoss loss, int position)
    {
        int first = Math.Clamp(position, 0, _batch.Count - 1);
        int end = first + 1;
        if (BatchExecution.IsConcurrent(_batch.Call.Function, _batch.Call.Settings))
        {
            (first, end) = (0, Math.Clamp(position, 1, _batch.Count));
        }
        else if (!_batch.Call.Settings.IsRepeatable)
        {
            // Those before it have run, whether or not their results came through.
            first = 0;
        }

        for (int i = first; i < end; i++)
        {
            _batch.Fail(i, TaskFailure.Lost(loss));
        }
    }

    private void TakeValues(in ResultRun run, PayloadReader reader, long[] durations, Dictionary<int, Exception> undecodable)
    {
        int start = run.Start;
        int before = undecodable.Count;
        ReadOnlySpan<R> values = ItemCodec<R>.ReadOwned(reader, run.Count, (offset, error) => undecodable[start + offset] = error, out R[]? rented, "result").Span;
        if (undecodable.Count == before)
        {
            _batch.Succeed(start, values, durations);
            if (rented is not null)
            {
                // The code that collects results has copied them by now.
                ArrayPool<R>.Shared.Return(rented);
            }

            return;
        }

        for (int offset = 0; offset < run.Count; offset++)
        {
            if (!undecodable.ContainsKey(start + offset))
            {
                _batch.Succeed(start + offset, values.Slice(offset, 1), durations.Length == 0 ? [] : durations.AsSpan(offset, 1));
            }
        }
    }

    private static long[] Durations(Results results, ref int measured, int count)
    {
        if (results.DurationTicks.Count == 0)
        {
            return [];
        }

        long[] durations = [.. results.DurationTicks.Skip(measured).Take(count)];
        measured += count;
        return durations;
    }

    private void RequireInside(in ResultRun run)
    {
        if (run.Start < 0 || run.Count < 0 || run.Start > _batch.Count - run.Count || (run.Failure != 0 && run.Count != 1))
        {
            throw new InvalidDataException(
                $"A worker answers for items {run.Start} to {run.Start + run.Count} of a batch of {_batch.Count}.");
        }
    }
}
