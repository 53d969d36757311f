using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Types whose objects stay as their constructors left them, as far as their fields tell.</summary>
internal static class FixedTypes
{
    private static readonly Remembered<Type, object> s_known = new();

    public static bool Contains(Type type) => InertTypes.IsOfTheFramework(type.Assembly)
        || (bool)(s_known.TryGetValue(type, out object? isFixed) ? isFixed : s_known.GetOrAdd(type, Decide(type)));

    private static bool Decide(Type root)
    {
        HashSet<Type> seen = [root];
        Stack<Type> pending = new(seen);
        while (pending.TryPop(out Type? type))
        {
            foreach (FieldPlan field in FieldSet.Of(type).Plans)
            {
                if (!field.Info.IsInitOnly && !type.IsValueType)
                {
                    return false;
                }

                if (!IsPlain(field) && seen.Add(field.Type))
                {
                    if (!MayBeFixed(field.Type))
                    {
                        return false;
                    }

                    pending.Push(field.Type);
                }
            }
        }

        return true;
    }

    private static bool IsPlain(FieldPlan field) => field.Kind is FieldKind.Raw or FieldKind.String or FieldKind.Handle
        || typeof(Delegate).IsAssignableFrom(field.Type) || typeof(MemberInfo).IsAssignableFrom(field.Type)
        || field.Type == typeof(Uri) || field.Type == typeof(Version);

    /// <summary>A place of the program's own types; a collection, or whatever stands in an object, can change.</summary>
    private static bool MayBeFixed(Type type) =>
        !type.IsArray && !type.IsInterface && type != typeof(object) && (type.IsValueType || !InertTypes.IsOfTheFramework(type.Assembly));
}
