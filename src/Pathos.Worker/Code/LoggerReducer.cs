using Microsoft.Extensions.Logging;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Rebuilds a captured logger as one that tells the caller's.</summary>
internal sealed class LoggerReducer(RemoteCallbacks callbacks) : Reducer
{
    private const string Contract = "Microsoft.Extensions.Logging.ILogger";
    private const string TypedContract = "Microsoft.Extensions.Logging.ILogger`1";
    private const string Own = "Pathos.Worker.RemoteLogger";
    private const string TypedClass = "Microsoft.Extensions.Logging.Logger`1";

    // By name: a worker whose functions never captured a logger does without the assembly.
    public override bool Handles(Type type) =>
        (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName
            is Contract or TypedContract or TypedClass or Own;

    public override void Write(object value, GraphWriter writer) => writer.Refuse(
        value.GetType(), "a logger that a task holds ends with its worker", "Log from the task; do not return the logger.");

    public override object Read(Type type, GraphReader reader)
    {
        var logger = new RemoteLogger(callbacks, reader.ReadVarInt(), reader.ReadVarInt());
        return type.IsGenericType
            ? Activator.CreateInstance(typeof(Logger<>).MakeGenericType(type.GetGenericArguments()), new RemoteLoggerFactory(logger))!
            : logger;
    }
}
