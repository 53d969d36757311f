namespace Pathos.Serialization;

/// <summary>Decides which well-known instances data may name. Reading one runs the static initialisers of the type that declares
/// it.</summary>
internal static class WellKnownData
{
    /// <summary>Finds why an instance may not be named where these types are declared, or null. Of .NET's types, those may that may be
    /// rebuilt.</summary>
    public static Refusal? RefusalFor(TypePlan plan, TypePlan instance, DeclaredTypes declared)
    {
        Type holder = instance.Instance!.Holder;
        return plan.Kind == PlanKind.Refused ? plan.Refusal
            : InertTypes.IsOfTheFramework(holder.Assembly) || (declared.Contains(plan.Type) && declared.Contains(holder)) ? null
            : Refusal.StaticConstructor;
    }
}
