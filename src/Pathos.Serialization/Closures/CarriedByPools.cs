namespace Pathos.Serialization;

/// <summary>Stands in a report for objects that only a pool can send: a number or a name travels, and the pool connects what a task
/// does with it to the object here.</summary>
/// <remarks>They are known by name, because this project references nothing of ours; how they really travel is the
/// business of the pools' own reducers.</remarks>
internal sealed class CarriedByPools : Reducer
{
    /// <summary>Tokens and pools are written like stand-ins, and are of the same type on both sides.</summary>
    public override bool IsStandIn => true;

    public override bool Handles(Type type) =>
        type == typeof(CancellationToken) || NameOf(type) is "Pathos.Pool" or "Pathos.Broadcast`1" || ToldOf(type) is not null;

    public override Type WireType(Type type) => ToldOf(type) ?? type;

    public override void Write(object value, GraphWriter writer) => writer.WriteVarInt(0);

    public override object Read(Type type, GraphReader reader) => throw new NotSupportedException("A report is never read.");

    private static Type? ToldOf(Type type) => StandIns.LoggerContract(type) ?? StandIns.ProgressContract(type);

    private static string NameOf(Type type) => (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
}
