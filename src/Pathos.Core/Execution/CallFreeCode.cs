using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pathos;

/// <summary>Recognises functions whose code calls nothing, or only what calls nothing in turn. Such code cannot see its context, change
/// its thread, or start work that outlives it.</summary>
/// <remarks>Where that cannot be proved it does not hold: code without a readable body, virtual calls, and anything that may run a static
/// constructor.</remarks>
internal static class CallFreeCode
{
    // Callees of callees are seldom free of calls, and each costs a look.
    private const int Deepest = 3;

    private static readonly ConditionalWeakTable<MethodBase, object> s_known = [];
    private static readonly object s_yes = new();
    private static readonly object s_no = new();

    public static bool Contains(Delegate function) => function.HasSingleTarget && IsCallFree(function.Method);

    private static bool IsCallFree(MethodInfo method)
    {
        if (!s_known.TryGetValue(method, out object? answer))
        {
            answer = !method.IsVirtual && IsCallFree(method, Deepest) ? s_yes : s_no;
            s_known.AddOrUpdate(method, answer);
        }

        return ReferenceEquals(answer, s_yes);
    }

    private static bool IsCallFree(MethodBase method, int depth)
    {
        if (IsKnownLeaf(method))
        {
            return true;
        }

        if (depth == 0 || method.DeclaringType is null || (method.IsStatic && InitializesWhenCalled(method.DeclaringType)))
        {
            return false;
        }

        try
        {
            return method.GetMethodBody()?.GetILAsByteArray() is { } code && IsCallFree(code, method, depth);
        }
        catch (Exception error) when (error is InvalidOperationException or NotSupportedException or ArgumentException or IOException or TypeLoadException
            or MemberAccessException or BadImageFormatException)
        {
            // The body or what it names is not to be had here, for example in a method that was compiled at run time.
            return false;
        }
    }

    private static bool IsCallFree(ReadOnlySpan<byte> code, MethodBase method, int depth)
    {
        Type[] typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var reader = new InstructionReader(code);
        while (reader.TryRead(out CodeUse use, out int token))
        {
            bool isHarmless = use switch
            {
                CodeUse.None => true,
                CodeUse.Call or CodeUse.CallVirtual => IsHarmless(method.Module.ResolveMethod(token, typeArguments, methodArguments), use, depth),
                CodeUse.StaticField => method.Module.ResolveField(token, typeArguments, methodArguments)?.DeclaringType is { } owner && !MayInitialize(owner),
                _ => false,
            };
            if (!isHarmless)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHarmless(MethodBase? callee, CodeUse use, int depth)
    {
        // An object may choose another method than a virtual call names, and a type argument another than that of its interface.
        bool isTheOneNamed = use == CodeUse.CallVirtual ? callee is { IsVirtual: false } or { IsFinal: true } : callee is { DeclaringType.IsInterface: false };
        return isTheOneNamed && IsCallFree(callee!, depth - 1) && (!callee!.IsConstructor || !InitializesWhenCalled(callee.DeclaringType!));
    }

    /// <summary>Whether a call of a method runs the type's initializer. Where the initializer is only of fields, only their use
    /// does.</summary>
    private static bool InitializesWhenCalled(Type type) => MayInitialize(type) && !type.Attributes.HasFlag(TypeAttributes.BeforeFieldInit);

    private static bool MayInitialize(Type type) => type.TypeInitializer is not null;

    /// <summary>Whether it is code of the base library that only computes, or only throws. What reads the culture is not.</summary>
    private static bool IsKnownLeaf(MethodBase method)
    {
        Type? type = method.DeclaringType;
        return type is not null && type.Assembly == typeof(object).Assembly
            && (type == typeof(Math) || type == typeof(MathF) || type == typeof(BitOperations)
                || type == typeof(Unsafe) || type == typeof(MemoryMarshal)
                || (method.IsConstructor && type == typeof(object))
                || (type == typeof(string) && method.Name is "get_Length" or "get_Chars" or "op_Equality" or "op_Inequality" or "IsNullOrEmpty")
                || (method.IsConstructor && type.IsSubclassOf(typeof(Exception)))
                || type.FullName == "System.ThrowHelper");
    }
}
