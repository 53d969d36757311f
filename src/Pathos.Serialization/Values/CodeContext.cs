namespace Pathos.Serialization;

/// <summary>The context of who may run code in the process that reads: this program, towards its workers and itself.</summary>
internal sealed class CodeContext(ITypeSource types, IEnumerable<Reducer>? reducers = null, IValueSerializer? values = null)
    : SerializationContext(types, reducers, values)
{
    /// <summary>Gets the context for work inside one process.</summary>
    public static CodeContext Default { get; } = new(new AppAssemblies());

    public override bool HoldsCode => true;

    /// <summary>Gets the code that payloads of this context have named so far.</summary>
    public override ShippedCode Shipped { get; } = new();

    private protected override TypePlan Admit(TypePlan plan) => plan;
}
