using Microsoft.Extensions.Logging;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Lets a captured logger stay here: what tasks write to it arrives.</summary>
internal sealed class LoggerReducer(CallbackTable callbacks) : Reducer
{
    public override bool Handles(Type type) => typeof(ILogger).IsAssignableFrom(type);

    /// <summary>Loggers are known by their interface everywhere; their classes are their makers' own.</summary>
    public override Type WireType(Type type) =>
        Array.Find(type.GetInterfaces(), static contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ILogger<>)) ?? typeof(ILogger);

    public override void Write(object value, GraphWriter writer) => writer.WriteVarInt(callbacks.IdOf(value, static target => Bind((ILogger)target)));

    public override object Read(Type type, GraphReader reader) =>
        throw new InvalidDataException("A worker sent a logger; they travel only towards workers.");

    private static Action<object?> Bind(ILogger logger) => argument =>
    {
        var entry = (RemoteLogEntry)argument!;
        logger.Log(entry.Level, new EventId(entry.EventId, entry.EventName), entry.Message, entry.Exception, static (message, _) => message);
    };
}
