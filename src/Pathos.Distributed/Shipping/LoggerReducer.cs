using Microsoft.Extensions.Logging;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Lets a captured logger stay here: what tasks write to it arrives. The levels that it wants travel with it.</summary>
internal sealed class LoggerReducer(CallbackTable callbacks) : Reducer
{
    public override bool IsStandIn => true;

    public override bool Handles(Type type) => typeof(ILogger).IsAssignableFrom(type) || typeof(ILoggerFactory).IsAssignableFrom(type);

    /// <summary>Loggers are known by their interface everywhere; their classes are their makers' own.</summary>
    public override Type WireType(Type type) => StandIns.LoggerContract(type) ?? typeof(ILoggerFactory);

    public override void Write(object value, GraphWriter writer)
    {
        if (value is not ILogger logger)
        {
            writer.Refuse(value.GetType(), "It makes loggers in this process.", "Capture the ILogger that the function writes to: what it writes arrives here.");
            return;
        }

        writer.WriteVarInt(callbacks.IdOf(logger, static (target, id) => new CapturedLogger(target, id)));
        writer.WriteVarInt(LevelsOf(logger));
    }

    public override object Read(Type type, GraphReader reader) =>
        throw new InvalidDataException("A worker sent a logger; they travel only towards workers.");

    /// <summary>A bit for each level that the logger wants now. A later call asks again.</summary>
    private static int LevelsOf(ILogger logger)
    {
        int levels = 0;
        for (LogLevel level = LogLevel.Trace; level < LogLevel.None; level++)
        {
            levels |= logger.IsEnabled(level) ? 1 << (int)level : 0;
        }

        return levels;
    }
}
