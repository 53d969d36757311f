using Microsoft.Extensions.Logging;
using Pathos.Serialization;

namespace Pathos.Journals;

/// <summary>A broadcast is what it carries.</summary>
internal sealed class BroadcastByValue : Reducer
{
    public override bool Handles(Type type) => typeof(IBroadcast).IsAssignableFrom(type);

    public override void Write(object value, GraphWriter writer) => writer.WriteObject(((IBroadcast)value).Value, ".Value");

    public override object Read(Type type, GraphReader reader) => throw new NotSupportedException("A function in a journal is known by its hash and never read.");
}

/// <summary>What a function talks to does not decide its results: tokens, progress, loggers, pools.</summary>
internal sealed class LeftOut : Reducer
{
    /// <summary>Where the code of such an object is part of the function, what the object holds decides results.</summary>
    public override bool IsStandIn => true;

    public override bool RefusesOtherPlaces => false;

    public override bool Handles(Type type) =>
        type == typeof(CancellationToken) || type == typeof(Pool) || typeof(ILogger).IsAssignableFrom(type) || StandIns.ProgressContract(type) is not null;

    public override Type WireType(Type type) => typeof(ILogger).IsAssignableFrom(type) ? typeof(ILogger) : StandIns.ProgressContract(type) ?? type;

    public override void Write(object value, GraphWriter writer)
    {
        // Its type was written; that is all there is to say.
    }

    public override object Read(Type type, GraphReader reader) => throw new NotSupportedException("A function in a journal is known by its hash and never read.");
}
