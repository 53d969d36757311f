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
    private static readonly Remembered<MemberInfo, Reach> s_known = new();

    private readonly Reach _reach = new();
    private readonly Queue<MethodBase> _queue = new();

    // What was met, with the arguments by which a captured this comes in.
    private readonly Dictionary<MethodBase, Type?[]> _seen = [];

    /// <summary>Gets the reach of a method that generated code starts at.</summary>
    public static Reach Of(MethodBase method) =>
        s_known.TryGetValue(method, out Reach? known) ? known : s_known.GetOrAdd(method, Walk(method));

    /// <summary>Gets the reach of a state machine: of all its methods.</summary>
    public static Reach Of(Type stateMachine) =>
        s_known.TryGetValue(stateMachine, out Reach? known) ? known : s_known.GetOrAdd(stateMachine, Walk(stateMachine));

    private static Reach Walk(MemberInfo start)
    {
        ReachAnalysis analysis = new();
        try
        {
            analysis.WalkFrom(start);
        }
        catch (Exception e) when (
            e is InvalidOperationException or NotSupportedException or ArgumentException or IOException
                or TypeLoadException or MissingMemberException or BadImageFormatException)
        {
            // Code or a signature that cannot be had here.
            analysis._reach.IsUnknown = true;
        }

        return analysis._reach;
    }

    private void WalkFrom(MemberInfo start)
    {
        if (start is Type type)
        {
            FollowStateMachine(type);
        }
        else
        {
            Follow((MethodBase)start);
        }

        while (_queue.TryDequeue(out MethodBase? next))
        {
            Read(next);
        }
    }

    private void Follow(MethodBase method) => Follow(method, new Type?[method.GetParameters().Length + (method.IsStatic ? 0 : 1)]);

    /// <summary>Walks a method, or walks it again where it gets a captured <c>this</c> by another way.</summary>
    private void Follow(MethodBase method, Type?[] arguments)
    {
        if (!method.IsStatic && method.DeclaringType is { IsValueType: false } user && !CompilerNames.IsGenerated(user))
        {
            // A lambda or local function that the compiler made a method of the user's class, or one
            // of its own methods that is called on this.
            arguments[0] ??= user;
        }

        if (!_seen.TryGetValue(method, out Type?[]? known))
        {
            _seen.Add(method, arguments);
            _queue.Enqueue(method);
            if (method.DeclaringType is { } type)
            {
                Touch(type);
            }
        }
        else if (Merge(known, arguments))
        {
            _queue.Enqueue(method);
        }
    }

    private bool Merge(Type?[] known, Type?[] arguments)
    {
        bool isNew = false;
        for (int i = 0; i < known.Length; i++)
        {
            if (arguments[i] is not { } other || known[i] == other)
            {
                continue;
            }

            if ((known[i] is { } type ? ThisCall.BaseOf(type, other) : other) is { } common)
            {
                isNew |= known[i] != common;
                known[i] = common;
            }
            else
            {
                // Objects of unrelated classes come in by one argument: rare enough to take both for lost.
                _reach.Escaped.Add(FieldKey.Of(other));
                _reach.Escaped.Add(FieldKey.Of(known[i]!));
            }
        }

        return isNew;
    }

    private void FollowStateMachine(Type type)
    {
        const BindingFlags All =
            BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
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
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } il)
        {
            return;
        }

        Instruction[] code = Instruction.Decode(il);
        MethodTokens tokens = new(method);
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

        foreach (ThisCall call in ThisTracker.Track(method, body, il, code, tokens, _reach, _seen[method]))
        {
            Follow(call.Callee, call.Arguments);
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
