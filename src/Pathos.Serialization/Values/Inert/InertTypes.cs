using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Decides which types may come from elsewhere: those whose objects do nothing by being rebuilt,
/// whatever stands in their fields.</summary>
internal static class InertTypes
{
    // Of this family: what tasks that have pools of their own give back. By name: these types lie above.
    private static readonly HashSet<string> s_own = new(StringComparer.Ordinal)
    {
        "Pathos.Outcome`1", "Pathos.MapProgress", "Pathos.TaskReport", "Pathos.TaskOutput", "Pathos.HostSpec",
    };

    /// <summary>Finds why values that travel by this plan are not data, or null when they are.</summary>
    public static Refusal? RefusalFor(TypePlan plan) => plan.Kind switch
    {
        PlanKind.Refused or PlanKind.String or PlanKind.Raw or PlanKind.Native or PlanKind.Array or PlanKind.Exception
            or PlanKind.UserSerialized
            => null,
        PlanKind.Reduced => plan.Reducer!.IsInert ? null : RefusalOf(plan.Type),
        PlanKind.Fields or PlanKind.Struct => IsInert(plan) ? null : RefusalOf(plan.Type),
        _ => Refusal.Code,
    };

    /// <summary>Tells whether the list decides about an assembly's types: the framework's, and packages of its own libraries.</summary>
    /// <remarks>Packages under other names are the program's, whatever their signature. A program that brings its own .NET cannot tell the
    /// two apart, and its workers can.</remarks>
    public static bool IsOfTheFramework(Assembly assembly) => AssemblyOrigin.Of(assembly) == Origin.Framework
        || (AssemblyOrigin.IsOfDotnet(assembly) && AssemblyOrigin.NameOf(assembly).StartsWith("System.", StringComparison.Ordinal));

    private static bool IsInert(TypePlan plan)
    {
        if (plan.IsDisplayClass || plan.IsStateMachine || FSharpCode.IsFunction(plan.Type) || FSharpCode.IsSequence(plan.Type))
        {
            return false;
        }

        Type type = plan.Type;
        return IsOfTheFramework(type.Assembly) ? IsListed(type)
            : AssemblyOrigin.Of(type.Assembly) != Origin.Own
                || s_own.Contains((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "");
    }

    /// <summary>What is nested in a listed type is a part of it: nodes, views of keys and values.</summary>
    private static bool IsListed(Type type)
    {
        for (Type? at = type; at is not null; at = at.DeclaringType)
        {
            if (InertFrameworkTypes.Contains(at.IsGenericType ? at.GetGenericTypeDefinition() : at))
            {
                return true;
            }
        }

        return false;
    }

    private static Refusal RefusalOf(Type type) => IsStream(type) ? Refusal.LazyStream
        : typeof(MemberInfo).IsAssignableFrom(type) || typeof(Assembly).IsAssignableFrom(type) || CompilerNames.IsDisplayClass(type)
            ? Refusal.Code
        : IsOfTheFramework(type.Assembly) ? Refusal.NotKnownAsData
        : Refusal.Code;

    private static bool IsStream(Type type) =>
        CompilerNames.IsStateMachine(type) || (IsOfTheFramework(type.Assembly) && type.Namespace == "System.Linq");
}
