using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Values that are written in place, one inside the other, because a reader builds them from complete parts.</summary>
internal sealed partial class GraphWriter
{
    private void WriteReduced(object value, TypePlan plan)
    {
        int id = _nextId;
        Announce(value, plan);
        if (!plan.Reducer!.RegistersEarly)
        {
            _unbuilt.Add(id);
        }

        Nest(value, plan);
        if (!plan.Reducer.RegistersEarly)
        {
            _unbuilt.RemoveAt(_unbuilt.Count - 1);
        }
    }

    private void Nest(object value, TypePlan plan)
    {
        EnterNested(plan.Type);
        PathNode? here = _at;
        plan.Reducer!.Write(value, this);
        _at = here;
        _depth--;
    }

    private void EnterNested(Type type)
    {
        if (++_depth > DepthLimit.Nesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            RefuseValue(type, Refusal.TooDeep);
        }
    }

    /// <summary>A reader can build it only from complete parts, and one of its parts would be itself.</summary>
    private void RefuseUnbuilt(object value, int id)
    {
        if (_unbuilt.Count > 0 && _unbuilt.Contains(id))
        {
            RefuseValue(value.GetType(), Refusal.ContainsItself);
        }
    }
}
