using System.Collections;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Enumerators of .NET's collections.</summary>
/// <remarks>One that refers to a collection that is filled anew where it is read would find another version of it there, and end in an
/// error.</remarks>
internal static class EnumeratorsUnderWay
{
    public static Refusal? RefusalFor(Type type) =>
        typeof(IEnumerator).IsAssignableFrom(type) && InertTypes.IsOfTheFramework(type.Assembly)
        && Array.Exists(FieldSet.Of(type).Plans, static field => IsFilledAnew(field.Info))
            ? Refusal.Enumerator
            : null;

    private static bool IsFilledAnew(FieldInfo field) =>
        field.FieldType.IsClass && typeof(IEnumerable).IsAssignableFrom(field.FieldType)
            && BuiltInReducers.Find(field.FieldType) is not null;
}
