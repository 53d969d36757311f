namespace Pathos.Serialization;

/// <summary>Well-known instances. The far side has its own of each.</summary>
internal sealed partial class GraphWriter
{
    /// <summary>Gets how an object travels that is met for the first time: as the well-known instance that it is, or as its type
    /// does.</summary>
    private TypePlan WayOf(object value)
    {
        Type type = value.GetType();
        if (!_plans.TryGet(type, out TypePlan plan))
        {
            plan = Context.PlanOf(type);
            if (!type.IsCollectible)
            {
                // A walker lives as long as its pool, and must not hold a load context that the program is done with.
                _plans.Add(type, plan);
            }
        }

        return plan.InstanceOf(value) is { } instance
            && (!_isData || WellKnownData.RefusalFor(plan, instance, Output.Declared) is null) ? instance : plan;
    }

    /// <summary>Writes the object on which a method of its own runs.</summary>
    /// <remarks>What such a method reads is the state of the object here. So an instance whose state can have changed travels with its
    /// fields.</remarks>
    private void WriteOwner(object? value)
    {
        if (value is not (null or string) && !_ids.TryGet(value, out _) && IsChangeableInstance(value))
        {
            WriteNew(value, Context.PlanOf(value.GetType()), isCapturedThis: false);
        }
        else
        {
            WriteReference(value);
        }
    }

    private bool IsFixedInstance(object value) =>
        Context.PlanOf(value.GetType()).InstanceOf(value) is { } instance && FixedTypes.Contains(instance.Type);

    private bool IsChangeableInstance(object value) =>
        Context.PlanOf(value.GetType()).InstanceOf(value) is { } instance && !FixedTypes.Contains(instance.Type);

    private int IndexOfInstance(TypePlan instance)
    {
        try
        {
            return Output.Table.IndexOfInstance(instance);
        }
        catch (UnnameableException e)
        {
            throw Refused(e.Name, e.Reason, e.Advice ?? Refusal.Emitted.Advice);
        }
    }
}
