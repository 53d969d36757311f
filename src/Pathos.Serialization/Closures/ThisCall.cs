using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A method that gets a captured <c>this</c>.</summary>
/// <param name="Callee">The method that runs.</param>
/// <param name="Arguments">For each argument, the receiver first, the type of the <c>this</c> that it is;
/// null where it is something else.</param>
internal sealed record ThisCall(MethodBase Callee, Type?[] Arguments)
{
    /// <summary>Tells whether the framework's method looks at the reference alone, and keeps it no longer than it runs.</summary>
    public static bool IsHarmless(MethodBase callee) =>
        callee.DeclaringType is { } type && type.Assembly == typeof(object).Assembly
        && ((type == typeof(object) && callee.Name is nameof(GetType) or nameof(ReferenceEquals) or ".ctor")
            || (type == typeof(GC) && callee.Name == nameof(GC.KeepAlive))
            || (type == typeof(Monitor) && callee.Name is nameof(Monitor.Enter) or nameof(Monitor.Exit)));

    /// <summary>Gets the one of two classes that the other derives from: what escapes of it, escapes of
    /// both. Null where neither does.</summary>
    public static Type? BaseOf(Type one, Type other) => one.IsAssignableFrom(other) ? one : other.IsAssignableFrom(one) ? other : null;

    /// <summary>Finds the method that a virtual call runs, where no class can be between; null where an
    /// heir of the type may have its own.</summary>
    public static MethodInfo? Exact(MethodInfo method, Type receiver)
    {
        if (!method.IsVirtual || method.IsFinal || method.DeclaringType is { IsSealed: true })
        {
            return method;
        }

        if (!receiver.IsSealed || method.DeclaringType is { IsInterface: true } || method.IsGenericMethod)
        {
            return null;
        }

        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        MethodInfo definition = method.GetBaseDefinition();
        for (Type? type = receiver; type is not null; type = type.BaseType)
        {
            if (Array.Find(type.GetMethods(Declared), candidate => candidate.IsVirtual && candidate.GetBaseDefinition() == definition)
                is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
