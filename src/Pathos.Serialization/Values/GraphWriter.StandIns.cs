using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Objects that stay with the caller while a stand-in travels for them.</summary>
internal sealed partial class GraphWriter
{
    // Objects of such types that travel themselves, because their own code runs over there: what was captured is their `this`.
    private HashSet<object>? _ownCode;

    /// <summary>Refuses a value whose stand-in a place cannot hold: a copy of the value would be told, and not the value.</summary>
    public void RefuseUnlikePlace(object value, Type place)
    {
        TypePlan plan = Context.PlanOf(value.GetType());
        if (plan.RefusalAt(place) is { } refusal)
        {
            RefuseValue(plan.Type, refusal);
        }
    }

    /// <summary>Writes a reference from a place of a user's own type of progress or logger.</summary>
    public void WriteReferenceIn<TPlace>(object? value)
    {
        if (value is not null)
        {
            RefuseUnlikePlace(value, typeof(TPlace));
        }

        WriteReference(value);
    }

    private bool IsRefusedAt(FieldPlan field, object? value)
    {
        if (!field.IsOwnPlace || field.IsCapturedThis || value is null)
        {
            return false;
        }

        try
        {
            RefuseUnlikePlace(value, field.Type);
            return false;
        }
        catch (NotShippableException refusal) when (_report is not null)
        {
            _report.Refuse(refusal);
            return true;
        }
    }

    /// <summary>Writes the object that a method of its own runs on. It travels as data even where a stand-in would travel for it
    /// elsewhere.</summary>
    private void WriteOwnCode(object value, TypePlan plan, bool isCapturedThis)
    {
        _ownCode ??= new HashSet<object>(ReferenceEqualityComparer.Instance);
        if (_ids.TryGet(value, out int id))
        {
            if (!_ownCode.Contains(value))
            {
                RefuseBothWays(value);
            }

            Output.WriteVarInt(ReferenceTag.Known(id));
            return;
        }

        _ownCode.Add(value);
        WriteNew(value, plan.AsData, isCapturedThis && Pruning.CanPruneThis(value, plan.AsData));
    }

    private void WriteTarget(object? target, MethodInfo method)
    {
        if (target is null || Context.PlanOf(target.GetType()) is not { Reducer.IsStandIn: true } plan)
        {
            WriteOwner(target);
        }
        else if (method.IsStatic)
        {
            // The target is the first argument, as of an extension method.
            RefuseUnlikePlace(target, method.GetParameters()[0].ParameterType);
            WriteReference(target);
        }
        else if (method.DeclaringType!.IsAssignableFrom(plan.WireType))
        {
            WriteReference(target);
        }
        else if (plan.Reducer.RefusesOtherPlaces && StandIns.IsTold(method, plan.Type))
        {
            RefuseValue(plan.Type, StandIns.RefusalFor(plan.Type, plan.WireType));
        }
        else
        {
            WriteOwnCode(target, plan, isCapturedThis: false);
        }
    }

    private void RefuseBothWays(object value) => RefuseValue(value.GetType(), new Refusal(
        "Its own code runs in the function, so it would have to travel, and the function tells it something as well, so it would have to stay.",
        "Let the function tell an object of its own."));
}
