using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Tells objects that stayed at the caller. It leaves on the connection of the results, so it arrives before the result of the task that told it.</summary>
internal sealed class RemoteCallbacks(FrameConnection connection)
{
    public SerializationContext? Context { get; set; }

    public void Tell(int id, object? argument)
    {
        var writer = new PayloadWriter(Context!);
        ObjectGraph.Write(writer, argument, "report");
        Payload payload = writer.Finish();
        connection.Send(new Message(MessageKind.Callback, id, NoFields.Instance, payload.Bytes, payload.Blocks));
    }
}
