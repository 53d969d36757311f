namespace Pathos.Serialization;

/// <summary>The context of what comes from elsewhere and is only data: results, exceptions, reports, journals. A type that
/// is not inert has no plan in it.</summary>
/// <remarks>Both sides use one: the writer refuses with a path and advice what the reader would refuse in
/// any case, whatever a peer claims.</remarks>
internal sealed class DataContext(ITypeSource types, IValueSerializer? values = null) : SerializationContext(types, reducers: null, values)
{
    /// <summary>Gets the context for what this program has written into files of its own.</summary>
    public static DataContext Default { get; } = new(new KeptAssemblies());

    public override bool HoldsCode => false;

    /// <summary>Gets nothing: data ships no code.</summary>
    public override ShippedCode? Shipped => null;

    private protected override TypePlan Admit(TypePlan plan) => InertTypes.RefusalFor(plan) is not { } refusal ? plan
        : LazySequences.Find(plan.Type) is { } sequence ? plan.Enumerated(sequence)
        : plan.Refused(refusal);
}
