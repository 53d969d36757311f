using System.Collections.Concurrent;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Walks the IL that a delegate can reach and notes what it reads of closures.</summary>
/// <remarks>
/// Why following only generated code is enough: the fields of a closure class cannot be named by the user, so every instruction that reads
/// one is in a lambda, local function or state machine of the same module. Such code is reached from the delegate by a chain of generated
/// members, or it belongs to another delegate or iterator of the graph, which has a walk of its own.
/// </remarks>
internal sealed class ReachAnalysis
{
    private static readonly ConcurrentDictionary<MemberInfo, Reach> s_known = new();

    private readonly Reach _reach = new();
    private readonly Queue<MethodBase> _queue = new();
    private readonly HashSet<MethodBase> _seen = [];

    /// <summary>Gets the reach of a method that generated code starts at.</summary>
    public static Reach Of(MethodBase method) => s_known.TryGetValue(method, out Reach? known) ? known : s_known.GetOrAdd(method, Walk(method));

    /// <summary>Gets the reach of a state machine: of all its methods.</summary>
    public static Reach Of(Type stateMachine) =>
        s_known.TryGetValue(stateMachine, out Reach? known) ? known : s_known.GetOrAdd(stateMachine, Walk(stateMachine));

    private static Reach Walk(MemberInfo start)
    {
        ReachAnalysis analysis = new();
        if (start is Type type)
        {
            analysis.FollowStateMachine(type);
        }
        else
        {
            analysis.Follow((MethodBase)start);
        }

        while (analysis._queue.TryDequeue(out MethodBase? next))
        {
            analysis.Read(next);
        }

        return analysis._reach;
    }

    private void Follow(MethodBase method)
    {
        if (!_seen.Add(method))
        {
            return;
        }

        _queue.Enqueue(method);
        if (method.DeclaringType is { } type)
        {
            Touch(type);
        }
    }

    private void FollowStateMachine(Type type)
    {
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (MethodInfo method in type.GetMethods(All))
        {
            Follow(method);
        }
    }

    /// <summary>Notes a generated type; mentioning a state machine means that its code may run.</summary>
    private void Touch(Type type)
    {
        if (CompilerNames.IsGenerated(type) && _reach.Touched.Add(FieldKey.Of(type)) && CompilerNames.IsStateMachine(type))
        {
            FollowStateMachine(type);
        }
    }

    private void Read(MethodBase method)
    {
        byte[]? il;
        try
        {
            il = method.GetMethodBody()?.GetILAsByteArray();
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or FileNotFoundException or BadImageFormatException)
        {
            _reach.IsUnknown = true;
            return;
        }

        if (il is null)
        {
            return;
        }

        Instruction[] code = Instruction.Decode(il);
        MethodTokens tokens = new(method);
        ThisTracker tracker = new(method, _reach);
        for (int i = 0; i < code.Length; i++)
        {
            if (tokens.TryResolve(code[i], out MemberInfo? member))
            {
                Note(code[i].Code, member, method.Module);
            }
            else if (tokens.Failed)
            {
                // A token that does not resolve here (a missing dependency): nothing is known about this code.
                _reach.IsUnknown = true;
                return;
            }
        }

        foreach (MethodBase called in tracker.Track(code, tokens))
        {
            Follow(called);
        }
    }

    private void Note(int code, MemberInfo? member, Module module)
    {
        if (member is FieldInfo field)
        {
            if (code is Instruction.LoadField or Instruction.LoadFieldAddress or Instruction.LoadToken)
            {
                _reach.Fields.Add(FieldKey.Of(field));
            }

            if (field.DeclaringType is { } holder)
            {
                Touch(holder);
            }
        }
        else if (member is MethodBase method && method.Module == module && method.DeclaringType is { } type)
        {
            Touch(type);
            if (CompilerNames.IsGeneratedCode(method))
            {
                Follow(method);
            }
        }
    }
}
