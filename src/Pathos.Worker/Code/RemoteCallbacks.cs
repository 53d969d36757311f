using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Tells objects that stayed at the caller. It leaves on the connection of the results, so it arrives before the result of the task that told it.</summary>
/// <param name="runningBatch">The batch that executes now, or 0.</param>
internal sealed class RemoteCallbacks(FrameConnection connection, Func<long> runningBatch)
{
    public SerializationContext? Context { get; set; }

    /// <summary>Reports to a progress.</summary>
    /// <exception cref="NotShippableException">The value cannot travel.</exception>
    public void Report<T>(int target, T value)
    {
        var writer = new PayloadWriter(Context!);
        writer.Declare<T>();
        ObjectGraph.Write(writer, value, "report");
        Payload payload = writer.Finish();
        connection.Send(new Message(MessageKind.Callback, Batch(), new Callback(target), payload.Bytes, payload.Blocks));
    }

    /// <summary>Writes to a logger.</summary>
    public void Log(int target, byte[] entry, Exception? exception)
    {
        Payload payload = exception is null ? new Payload(ReadOnlyMemory<byte>.Empty, []) : Write(exception);
        connection.Send(new Message(MessageKind.LogEntry, Batch(), new LogEntry(target, entry), payload.Bytes, payload.Blocks));
    }

    private Payload Write(Exception exception)
    {
        var writer = new PayloadWriter(Context!);
        ExceptionCodec.Write(writer, exception);
        return writer.Finish();
    }

    /// <summary>The batch of the task that calls; where its context did not flow to the code that calls, the batch that executes.</summary>
    private long Batch() => TaskContext.Current.HubBatchId is > 0 and var id ? id : runningBatch();
}
