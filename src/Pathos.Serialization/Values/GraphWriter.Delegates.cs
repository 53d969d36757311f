using System.Reflection;

namespace Pathos.Serialization;

internal sealed partial class GraphWriter
{
    private void WriteDelegate(Delegate value)
    {
        EnterNested(value.GetType());
        if (value.HasSingleTarget)
        {
            Output.WriteVarInt(1);
            WriteSingle(value);
        }
        else
        {
            Delegate[] parts = value.GetInvocationList();
            Output.WriteVarInt(parts.Length);
            PathNode? here = _at;
            for (int i = 0; i < parts.Length; i++)
            {
                _at = IsTraced ? new PathNode(here, $"[{i}]") : null;
                WriteSingle(parts[i]);
            }

            _at = here;
        }

        _depth--;
    }

    private void WriteSingle(Delegate value)
    {
        MethodInfo method = value.Method;
        object? target = value.Target;
        if (method.DeclaringType is null || method.DeclaringType.Assembly.IsDynamic)
        {
            throw Refused(method.Name, Refusal.CompiledAtRunTime.Reason, Refusal.CompiledAtRunTime.Advice);
        }

        // The runtime gives a delegate over native code its own type's Invoke as its method, and no target.
        if (target is null && method.DeclaringType == value.GetType())
        {
            RefuseValue(value.GetType(), Refusal.NativeFunction);
        }

        NoteCode(value.GetType());
        Pruning.Travels(method);
        Output.WriteVarInt(IndexOf(method));
        if (PruneSet.IsLambdaOf(method, target))
        {
            PathNode? here = _at;
            _at = IsTraced ? new PathNode(here, ".this") : null;
            WriteCapturedThis(target);
            _at = here;
        }
        else
        {
            WriteTarget(target, method);
        }
    }
}
