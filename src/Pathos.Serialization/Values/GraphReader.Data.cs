namespace Pathos.Serialization;

/// <summary>What a reader of data guards: nothing that was sent is called, and no code runs of a type
/// that the caller did not ask for.</summary>
internal sealed partial class GraphReader
{
    private readonly bool _isData = !input.Context.HoldsCode;

    /// <summary>Reads a comparer, whose own content may follow later. A comparer that was sent is refused, and never
    /// called, unless it is one of .NET's known ones.</summary>
    public TComparer? ReadComparer<TComparer>()
        where TComparer : class
    {
        object? comparer = ReadReference();
        return comparer switch
        {
            null => null,
            TComparer fitting when !_isData || InertComparers.Contains(fitting.GetType()) => fitting,
            TComparer => throw RefusedAsData(comparer.GetType(), Refusal.Comparer),
            _ => throw PayloadReader.Malformed("a comparer compares another type"),
        };
    }

    /// <summary>Lets only a declared type be rebuilt whose own code runs then.</summary>
    private void RequireQuiet(TypePlan plan)
    {
        if (plan.RefusalFor(Input.Declared) is { } refusal)
        {
            throw RefusedAsData(plan.Type, refusal);
        }
    }

    /// <summary>Gets the well-known instance of this process. For data, only of a type that may be rebuilt and, if it is the program's,
    /// was declared.</summary>
    private object WellKnown(TypePlan instance)
    {
        if (_isData && WellKnownData.RefusalFor(Context.PlanOf(instance.Type), instance, Input.Declared) is { } refusal)
        {
            throw RefusedAsData(instance.Type, refusal);
        }

        object value = instance.Instance!.Read()
            ?? throw PayloadReader.Malformed($"'{instance.Instance.Holder}.{instance.Instance.Name}' has no value here");
        TypePlan plan = Context.PlanOf(value.GetType());
        return !_isData || plan.Kind != PlanKind.Refused ? value : throw RefusedByPlan(plan);
    }

    private static InvalidDataException RefusedAsData(Type type, Refusal refusal) =>
        PayloadReader.Malformed($"a '{type}' is no data. {refusal.Reason} {refusal.Advice}");
}
