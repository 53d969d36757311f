namespace Pathos.Serialization;

/// <summary>Stands in a report for objects that only a pool can send: a number or a name travels, and the pool connects what a task does with it to the object here.</summary>
/// <remarks>They are known by name, because this project references nothing of ours; how they really travel is the business of the pools' own reducers.</remarks>
internal sealed class CarriedByPools : Reducer
{
    public override bool Handles(Type type) =>
        type == typeof(CancellationToken) || NameOf(type) is "System.Progress`1" or "Pathos.Pool" or "Pathos.Broadcast`1" || LoggerOf(type) is not null;

    /// <summary>Loggers are known by their interface everywhere; their classes are their makers' own.</summary>
    public override Type WireType(Type type) => LoggerOf(type) ?? type;

    public override void Write(object value, GraphWriter writer) => writer.WriteVarInt(0);

    public override object Read(Type type, GraphReader reader) => throw new NotSupportedException("A report is never read.");

    private static Type? LoggerOf(Type type) => Array.Find(type.GetInterfaces(), static contract => NameOf(contract) == "Microsoft.Extensions.Logging.ILogger");

    private static string NameOf(Type type) => (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
}
