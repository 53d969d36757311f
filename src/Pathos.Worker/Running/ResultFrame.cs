using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Makes the ends of items into one frame a flush. A result that cannot travel becomes a failure of its item alone.</summary>
/// <remarks>Whatever code of the user's throws meanwhile is the failure of its item. One thread at a time uses it: code of the user's may keep that thread for ever.</remarks>
/// <param name="writer">Of the worker: a batch has it until it ends, or is given up and never writes again.</param>
internal sealed class ResultFrame<R>(ResultOutlet outlet, PayloadWriter writer, long batchId, bool isRepeatable)
{
    private const string Root = "result";

    private readonly List<ResultRun> _runs = [];
    private readonly List<long> _durations = [];

    /// <summary>Gets the context that results are written in.</summary>
    public SerializationContext Context => writer.Context;

    public void Add(int start, ReadOnlyMemory<R> values, ReadOnlySpan<long> durations)
    {
        List<(int Position, Exception Error)>? refused = null;
        int mark = writer.Mark();
        try
        {
            ItemCodec<R>.WriteOwned(writer, values, (offset, error) => (refused ??= []).Add((start + offset, error)), Root);
        }
        catch (Exception error)
        {
            // Written as one piece, and that piece cannot be: too large, or no memory for it. Then it is the failure of each.
            writer.Rollback(mark);
            for (int position = start; position < start + values.Length; position++)
            {
                Add(position, TaskFailure.NotShippable(error));
            }

            return;
        }

        _runs.Add(new ResultRun(0, start, values.Length, 0));
        _durations.AddRange(durations);
        foreach ((int position, Exception error) in refused ?? [])
        {
            Add(position, TaskFailure.NotShippable(error));
        }
    }

    public void Add(int position, in TaskFailure failure)
    {
        ExceptionCodec.Write(writer, failure.Exception!);
        _runs.Add(new ResultRun((byte)(1 + (int)failure.Kind), position, 1, failure.Duration.Ticks));
    }

    public void Send(bool isLast, TimeSpan elapsed)
    {
        if (_runs.Count == 0 && !isLast)
        {
            return;
        }

        Payload payload = _runs.Count == 0 ? new Payload(ReadOnlyMemory<byte>.Empty, []) : Finish();
        var message = new Message(MessageKind.Results, batchId, new Results(isLast, elapsed.Ticks, [.. _runs], [.. _durations]), payload.Bytes, payload.Blocks);
        _runs.Clear();
        _durations.Clear();
        outlet.Send(message, isLast, elapsed, isRepeatable);
    }

    private Payload Finish()
    {
        try
        {
            return writer.Finish();
        }
        catch (OutOfMemoryException error)
        {
            // There is no memory to send them with. The items have run, so each of them must end.
            writer.Reset();
            ResultRun[] unsent = [.. _runs];
            _runs.Clear();
            _durations.Clear();
            foreach (int position in unsent.SelectMany(static run => Enumerable.Range(run.Start, run.Count)).Distinct())
            {
                Add(position, TaskFailure.NotShippable(error));
            }

            return writer.Finish();
        }
    }
}
