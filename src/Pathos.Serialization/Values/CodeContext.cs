namespace Pathos.Serialization;

/// <summary>The context of who may run code in the process that reads: this program, towards its workers and itself.</summary>
internal sealed class CodeContext(ITypeSource types, IEnumerable<Reducer>? reducers = null, IValueSerializer? values = null)
    : SerializationContext(types, reducers, values)
{
    /// <summary>Gets the context for work inside one process.</summary>
    public static CodeContext Default { get; } = new(new AppAssemblies());

    /// <summary>Makes the context of values that are known again by what is written of them.</summary>
    public static CodeContext ForIdentity(ITypeSource types, IEnumerable<Reducer>? reducers = null) => new(types, reducers) { IsIdentity = true };

    public override bool HoldsCode => true;

    /// <summary>Gets the code that payloads of this context have named so far.</summary>
    public override ShippedCode Shipped { get; } = new();

    private protected override TypePlan Admit(TypePlan plan) => plan;
}
